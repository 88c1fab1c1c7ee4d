using System.Globalization;

namespace Trm.Grid.Puzzles.Sudoku;

/// <summary>Reads files of puzzles with answers: a header, then rows of <c>source,question,answer,rating</c> in the header's order; no quotes.</summary>
public static class SudokuCsv
{
    /// <summary>Reads row by row, as the caller asks for them. A bad row is a fault and the next one is read.</summary>
    /// <exception cref="FormatException">The header names no question and answer.</exception>
    public static IEnumerable<SudokuCsvRow> Read(TextReader reader)
    {
        var header = reader.ReadLine() ?? "";
        var names = header.TrimStart('\ufeff').Split(',').Select(name => name.Trim()).ToArray();
        var columns = new Columns(Array.IndexOf(names, "source"), Array.IndexOf(names, "question"), Array.IndexOf(names, "answer"), Array.IndexOf(names, "rating"), names.Length);
        if (columns.Question < 0 || columns.Answer < 0)
            throw new FormatException($"reading Sudoku puzzles: expected a header such as source,question,answer,rating, got '{(header.Length > 80 ? header[..80] + "…" : header)}'");
        return Rows(reader, columns);
    }

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="FormatException">The header names no question and answer.</exception>
    public static (IReadOnlyList<SudokuPuzzle> Puzzles, IReadOnlyList<SudokuCsvRow> Rejected) Load(string path)
    {
        using var reader = new StreamReader(path);
        var (puzzles, rejected) = (new List<SudokuPuzzle>(), new List<SudokuCsvRow>());
        foreach (var row in Read(reader))
            if (row.Puzzle is not null)
                puzzles.Add(row.Puzzle);
            else
                rejected.Add(row);
        return (puzzles, rejected);
    }

    /// <summary>The same rows, but a puzzle with more than one solution is a fault: nobody can learn from it which one is meant.</summary>
    /// <param name="rows">What was read.</param>
    public static IEnumerable<SudokuCsvRow> Proper(IEnumerable<SudokuCsvRow> rows) => rows.Select(row =>
        row.Puzzle is not null && SudokuSolver.Solve(row.Puzzle.Question) is { Standing: not SudokuStanding.Proper } outcome ? row with { Puzzle = null, Fault = $"question: {outcome.Words}" } : row);

    private static IEnumerable<SudokuCsvRow> Rows(TextReader reader, Columns columns)
    {
        var line = 1;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length > 0)
                yield return Row(line, text.Split(','), columns);
        }
    }

    private static SudokuCsvRow Row(int line, string[] fields, Columns columns)
    {
        SudokuCsvRow Rejected(string fault) => new(line, null, fault);

        if (fields.Length != columns.Count)
            return Rejected($"expected {columns.Count} fields as in the header, got {fields.Length}");
        if (!SudokuGrid.TryParse(fields[columns.Question].Trim(), out var question, out var fault))
            return Rejected($"question: {fault}");
        if (!SudokuGrid.TryParse(fields[columns.Answer].Trim(), out var answer, out fault))
            return Rejected($"answer: {fault}");
        if (!question.IsKeptBy(answer))
            return Rejected("the answer does not keep the question's givens");
        if (!SudokuRules.IsSolved(answer))
            return Rejected(SudokuRules.Conflicts(answer) is [var conflict, ..] ? $"the answer breaks the rules: {conflict}" : "the answer has blanks");
        long rating = 0;
        if (columns.Rating >= 0 && !long.TryParse(fields[columns.Rating], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out rating))
            return Rejected($"rating: expected a whole number, got '{fields[columns.Rating]}'");
        return new(line, new() { Question = question, Answer = answer, Source = columns.Source < 0 ? "" : fields[columns.Source], Rating = rating }, "");
    }

    /// <summary>Where each column stands, -1 for none, and how many there are.</summary>
    private readonly record struct Columns(int Source, int Question, int Answer, int Rating, int Count);
}
