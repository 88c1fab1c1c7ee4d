using System.Globalization;

namespace Trm.Grid.Puzzles.Maze;

/// <summary>
/// Reads files of mazes with answers: a header, then rows of <c>source,question,answer,rating</c> in the header's order; no quotes. Spaces are
/// cells, also at a field's ends. The rating, where there is one, is the number of cells of a shortest path.
/// </summary>
public static class MazeCsv
{
    /// <summary>Reads row by row, as the caller asks for them. A bad row is a fault and the next one is read.</summary>
    /// <exception cref="FormatException">The header names no question and answer.</exception>
    public static IEnumerable<MazeCsvRow> Read(TextReader reader)
    {
        var header = reader.ReadLine() ?? "";
        var names = header.TrimStart('\ufeff').Split(',').Select(name => name.Trim()).ToArray();
        var columns = new Columns(Array.IndexOf(names, "source"), Array.IndexOf(names, "question"), Array.IndexOf(names, "answer"), Array.IndexOf(names, "rating"), names.Length);
        if (columns.Question < 0 || columns.Answer < 0)
            throw new FormatException($"reading mazes: expected a header such as source,question,answer,rating, got '{(header.Length > 80 ? header[..80] + "…" : header)}'");
        return Rows(reader, columns);
    }

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="FormatException">The header names no question and answer.</exception>
    public static (IReadOnlyList<MazePuzzle> Puzzles, IReadOnlyList<MazeCsvRow> Rejected) Load(string path)
    {
        using var reader = new StreamReader(path);
        var (puzzles, rejected) = (new List<MazePuzzle>(), new List<MazeCsvRow>());
        foreach (var row in Read(reader))
            if (row.Puzzle is not null)
                puzzles.Add(row.Puzzle);
            else
                rejected.Add(row);
        return (puzzles, rejected);
    }

    private static IEnumerable<MazeCsvRow> Rows(TextReader reader, Columns columns)
    {
        var line = 1;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length > 0)
                yield return Row(line, text.Split(','), columns);
        }
    }

    private static MazeCsvRow Row(int line, string[] fields, Columns columns)
    {
        MazeCsvRow Rejected(string fault) => new(line, null, fault);

        if (fields.Length != columns.Count)
            return Rejected($"expected {columns.Count} fields as in the header, got {fields.Length}");
        if (!MazeGrid.TryParse(fields[columns.Question], out var question, out var fault))
            return Rejected($"question: {fault}");
        if (!MazeGrid.TryParse(fields[columns.Answer], out var answer, out fault))
            return Rejected($"answer: {fault}");
        if (MazeRules.FaultOf(question) is { } wrong)
            return Rejected($"question: {wrong}");
        if (MazeSolver.Solve(question) is not { } solved)
            return Rejected("question: no way leads from S to G");
        var report = MazeRules.Check(solved, answer);
        if (!report.IsOptimal)
            return Rejected(report.IsValid
                ? $"answer: expected a shortest path, {solved.Length} cells with S and G, got one of {report.Length}"
                : "answer: expected the question with one path of o cells from S to G and no other change");
        if (columns.Rating >= 0 && (!int.TryParse(fields[columns.Rating], NumberStyles.None, CultureInfo.InvariantCulture, out var rating) || rating != solved.Length))
            return Rejected($"rating: expected {solved.Length}, the cells of a shortest path, got '{fields[columns.Rating]}'");
        return new(line, new() { Question = question, Answer = answer, Source = columns.Source < 0 ? "" : fields[columns.Source] }, "");
    }

    /// <summary>Where each column stands, -1 for none, and how many there are.</summary>
    private readonly record struct Columns(int Source, int Question, int Answer, int Rating, int Count);
}
