namespace Trm.Grid.Puzzles.Sudoku;

/// <summary>
/// Files of puzzles of either kind: CSV with a header and answers (<see cref="SudokuCsv"/>), or lists, a line with one puzzle each in whatever field it
/// stands, <c>#</c> before comments, whose answers and ratings the exact solver gives.
/// </summary>
public static class SudokuFile
{
    private static readonly char[] Separators = [',', ' ', '\t', ';'];

    /// <summary>Row by row, as the caller asks for them; a bad row is a fault and the next one is read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="prove">Whether a puzzle that came with its answer must have no other; of a list that is known anyway.</param>
    public static IEnumerable<PuzzleRow<SudokuPuzzle>> Read(string path, bool prove)
    {
        using var reader = new StreamReader(path);
        var rows = !HasHeader(path) ? Listed(reader) : prove ? SudokuCsv.Proper(SudokuCsv.Read(reader)) : SudokuCsv.Read(reader);
        foreach (var row in rows)
            yield return row;
    }

    private static bool HasHeader(string path) => File.ReadLines(path).FirstOrDefault() is { } first && first.Split(',').Any(name => name.Trim().TrimStart('\ufeff') == "question");

    private static IEnumerable<PuzzleRow<SudokuPuzzle>> Listed(StreamReader reader)
    {
        var line = 0;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length > 0 && text[0] != '#')
                yield return Row(line, text);
        }
    }

    private static PuzzleRow<SudokuPuzzle> Row(int line, string text)
    {
        var puzzle = text.Split(Separators, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(field => field.Length is 81 or 16) ?? text.Trim();
        if (!SudokuGrid.TryParse(puzzle, out var grid, out var fault))
            return new(line, null, fault);
        var outcome = SudokuSolver.Solve(grid);
        return outcome.Standing == SudokuStanding.Proper
            ? new(line, new() { Question = grid, Answer = outcome.Solution!, Rating = outcome.Guesses }, "")
            : new(line, null, outcome.Words);
    }
}
