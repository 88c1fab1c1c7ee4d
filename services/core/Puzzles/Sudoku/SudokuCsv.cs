using System.Globalization;

namespace Trm.Grid.Puzzles.Sudoku;

/// <summary>Reads files of puzzles with answers: a header, then rows of <c>source,question,answer,rating</c> in the header's order; no quotes.</summary>
public static class SudokuCsv
{
    /// <inheritdoc cref="PuzzleCsv.Read"/>
    public static IEnumerable<PuzzleRow<SudokuPuzzle>> Read(TextReader reader) => PuzzleCsv.Read<SudokuPuzzle>(reader, "Sudoku puzzles", Row);

    /// <inheritdoc cref="PuzzleCsv.Load"/>
    public static (IReadOnlyList<SudokuPuzzle> Puzzles, IReadOnlyList<PuzzleRow<SudokuPuzzle>> Rejected) Load(string path) => PuzzleCsv.Load<SudokuPuzzle>(path, "Sudoku puzzles", Row);

    /// <summary>The same rows, but a puzzle with more than one solution is a fault: nobody can learn from it which one is meant.</summary>
    /// <param name="rows">What was read.</param>
    public static IEnumerable<PuzzleRow<SudokuPuzzle>> Proper(IEnumerable<PuzzleRow<SudokuPuzzle>> rows) => rows.Select(row =>
        row.Puzzle is not null && SudokuSolver.Solve(row.Puzzle.Question) is { Standing: not SudokuStanding.Proper } outcome ? row with { Puzzle = null, Fault = $"question: {outcome.Words}" } : row);

    private static PuzzleRow<SudokuPuzzle> Row(int line, PuzzleCsv.Fields fields)
    {
        PuzzleRow<SudokuPuzzle> Rejected(string fault) => new(line, null, fault);

        if (!SudokuGrid.TryParse(fields.Question.Trim(), out var question, out var fault))
            return Rejected($"question: {fault}");
        if (!SudokuGrid.TryParse(fields.Answer.Trim(), out var answer, out fault))
            return Rejected($"answer: {fault}");
        if (!question.IsKeptBy(answer))
            return Rejected("the answer does not keep the question's givens");
        if (!SudokuRules.IsSolved(answer))
            return Rejected(SudokuRules.Conflicts(answer) is [var conflict, ..] ? $"the answer breaks the rules: {conflict}" : "the answer has blanks");
        long rating = 0;
        if (fields.Rating is not null && !long.TryParse(fields.Rating, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out rating))
            return Rejected($"rating: expected a whole number, got '{fields.Rating}'");
        return new(line, new() { Question = question, Answer = answer, Source = fields.Source ?? "", Rating = rating }, "");
    }
}
