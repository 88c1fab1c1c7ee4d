namespace Trm.Grid.Puzzles;

/// <summary>
/// Files of puzzles with answers as the papers have them: a header, then rows of <c>source,question,answer,rating</c> in the header's order; no
/// quotes. What a puzzle is each task says.
/// </summary>
internal static class PuzzleCsv
{
    /// <summary>A row's fields; source and rating are null where the file has no such column.</summary>
    public readonly record struct Fields(string? Source, string Question, string Answer, string? Rating);

    /// <summary>Reads row by row, as the caller asks for them. A bad row is a fault and the next one is read.</summary>
    /// <param name="reader">From the header on.</param>
    /// <param name="what">The puzzles' name in messages.</param>
    /// <param name="parse">The task's part: a line's number and its fields as a puzzle, or what is wrong with them.</param>
    /// <exception cref="FormatException">The header names no question and answer.</exception>
    public static IEnumerable<PuzzleRow<TPuzzle>> Read<TPuzzle>(TextReader reader, string what, Func<int, Fields, PuzzleRow<TPuzzle>> parse)
        where TPuzzle : class
    {
        var header = reader.ReadLine() ?? "";
        var names = header.TrimStart('\ufeff').Split(',').Select(name => name.Trim()).ToArray();
        if (!names.Contains("question") || !names.Contains("answer"))
            throw new FormatException($"reading {what}: expected a header such as source,question,answer,rating, got '{(header.Length > 80 ? header[..80] + "…" : header)}'; `trmgrid data import` makes a dataset of lists without one");
        return Rows(reader, names, parse);
    }

    /// <summary>Reads a whole file.</summary>
    /// <inheritdoc cref="Read"/>
    public static (IReadOnlyList<TPuzzle> Puzzles, IReadOnlyList<PuzzleRow<TPuzzle>> Rejected) Load<TPuzzle>(string path, string what, Func<int, Fields, PuzzleRow<TPuzzle>> parse)
        where TPuzzle : class
    {
        using var reader = new StreamReader(path);
        var rows = Read(reader, what, parse).ToLookup(row => row.Puzzle is not null);
        return ([.. rows[true].Select(row => row.Puzzle!)], [.. rows[false]]);
    }

    private static IEnumerable<PuzzleRow<TPuzzle>> Rows<TPuzzle>(TextReader reader, string[] names, Func<int, Fields, PuzzleRow<TPuzzle>> parse)
        where TPuzzle : class
    {
        int source = Array.IndexOf(names, "source"), question = Array.IndexOf(names, "question"), answer = Array.IndexOf(names, "answer"), rating = Array.IndexOf(names, "rating");
        var line = 1;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length > 0)
                yield return Row(text.Split(','));
        }

        PuzzleRow<TPuzzle> Row(string[] fields)
        {
            return fields.Length == names.Length
                ? parse(line, new(source < 0 ? null : fields[source], fields[question], fields[answer], rating < 0 ? null : fields[rating]))
                : new(line, null, $"expected {names.Length} fields as in the header, got {fields.Length}");
        }
    }
}
