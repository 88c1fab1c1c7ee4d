using System.Globalization;

namespace Trm.Grid.Puzzles.Maze;

/// <summary>
/// Reads files of mazes with answers: a header, then rows of <c>source,question,answer,rating</c> in the header's order; no quotes. Spaces are
/// cells, also at a field's ends. The rating, where there is one, is the number of cells of a shortest path.
/// </summary>
public static class MazeCsv
{
    /// <inheritdoc cref="PuzzleCsv.Read"/>
    public static IEnumerable<PuzzleRow<MazePuzzle>> Read(TextReader reader) => PuzzleCsv.Read<MazePuzzle>(reader, "mazes", Row);

    /// <inheritdoc cref="PuzzleCsv.Load"/>
    public static (IReadOnlyList<MazePuzzle> Puzzles, IReadOnlyList<PuzzleRow<MazePuzzle>> Rejected) Load(string path) => PuzzleCsv.Load<MazePuzzle>(path, "mazes", Row);

    private static PuzzleRow<MazePuzzle> Row(int line, PuzzleCsv.Fields fields)
    {
        PuzzleRow<MazePuzzle> Rejected(string fault) => new(line, null, fault);

        if (!MazeGrid.TryParse(fields.Question, out var question, out var fault))
            return Rejected($"question: {fault}");
        if (!MazeGrid.TryParse(fields.Answer, out var answer, out fault))
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
        if (fields.Rating is not null && (!int.TryParse(fields.Rating, NumberStyles.None, CultureInfo.InvariantCulture, out var rating) || rating != solved.Length))
            return Rejected($"rating: expected {solved.Length}, the cells of a shortest path, got '{fields.Rating}'");
        return new(line, new() { Question = question, Answer = answer, Source = fields.Source ?? "" }, "");
    }
}
