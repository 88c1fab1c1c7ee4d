using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Puzzles.Datasets.Internal;

/// <summary>Sudokus out of CSV files with a header, or out of lists: lines with one puzzle each, in whatever field it stands, <c>#</c> before comments.</summary>
internal static class SudokuImport
{
    private static readonly char[] Separators = [',', ' ', '\t', ';'];

    public static IEnumerable<DatasetRecord> Read(IReadOnlyList<string> files, List<RejectedRow> rejected)
    {
        foreach (var file in files)
        {
            using var reader = new StreamReader(file);
            var rows = HasHeader(file) ? SudokuCsv.Proper(SudokuCsv.Read(reader)) : Listed(reader);
            foreach (var row in rows)
                if (row.Puzzle is null)
                    rejected.Add(new(Path.GetFileName(file), row.Line, row.Fault));
                else
                    yield return new()
                    {
                        Question = GridOf(row.Puzzle.Question),
                        Answer = GridOf(row.Puzzle.Answer),
                        Group = row.Puzzle.Source,
                        Numbers = [row.Puzzle.Rating],
                    };
        }
    }

    private static bool HasHeader(string file) => File.ReadLines(file).FirstOrDefault() is { } first && first.Split(',').Any(name => name.Trim().TrimStart('\ufeff') == "question");

    private static IEnumerable<PuzzleRow<SudokuPuzzle>> Listed(StreamReader reader)
    {
        var line = 0;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length == 0 || text[0] == '#')
                continue;
            var puzzle = text.Split(Separators, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(field => field.Length is 81 or 16) ?? text.Trim();
            if (!SudokuGrid.TryParse(puzzle, out var grid, out var fault))
                yield return new(line, null, fault);
            else if (SudokuSolver.Solve(grid) is { Standing: not SudokuStanding.Proper } outcome)
                yield return new(line, null, outcome.Words);
            else if (SudokuSolver.Solve(grid) is { } solved)
                yield return new(line, new() { Question = grid, Answer = solved.Solution!, Rating = solved.Guesses }, "");
        }
    }

    private static ByteGrid GridOf(SudokuGrid grid) => new(grid.Side, grid.Side, grid.Cells);
}
