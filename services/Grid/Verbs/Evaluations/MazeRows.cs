using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Maze;

namespace Trm.Grid.Verbs.Evaluations;

/// <summary>Mazes to ask: out of a CSV file, or generated.</summary>
internal static class MazeRows
{
    // Apart from the seeds that people give to training runs.
    const long SeedsApart = 0x5eed_0000_0000_0000;

    /// <param name="path">Columns source,question,answer,rating.</param>
    /// <param name="limit">So many rows, drawn at random; null: all of them.</param>
    /// <param name="seed">Which rows are drawn.</param>
    /// <param name="output">Is told how many rows were passed over.</param>
    /// <exception cref="CommandFailedException">No row holds a maze.</exception>
    public static EvaluationSet Read(string path, int? limit, ulong seed, Output output)
    {
        var (mazes, rejected) = Dataset.IsDataset(path) ? (FromDataset(path), []) : MazeCsv.Load(path);
        if (rejected.Count > 0) output.Aside($"passed over {rejected.Count} rows; the first is line {rejected[0].Line}: {rejected[0].Fault}");
        var drawn = DrawnRows.Of(mazes, limit, seed);
        return drawn.Count > 0 ? SetOf($"{Path.GetFileName(path)}: {drawn.Count} of {mazes.Count} rows, seed {seed}", drawn) : throw new CommandFailedException("DATASET_INVALID",
            $"{path} holds no row that can be asked: expected a header and rows of source,question,answer,rating with square mazes of '# SGo'.");
    }

    /// <summary>Maze-Hard's kind of mazes on a grid of any size.</summary>
    public static EvaluationSet Generate(int count, int side, ulong seed, CancellationToken cancellation) =>
        SetOf($"generated mazes of {side}x{side}: {count}, seed {seed}", [.. Enumerable.Range(0, count).Select(index =>
        {
            cancellation.ThrowIfCancellationRequested();
            return MazeGenerator.Draw(MazeOptions.Hard(side), unchecked(SeedsApart ^ (long)seed), index);
        })]);

    static List<MazePuzzle> FromDataset(string path)
    {
        using var dataset = Dataset.Open(path);
        return dataset.Kind == DatasetKind.Maze
            ? [.. dataset.Records.Select(record => new MazePuzzle { Question = MazeOf(record.Question), Answer = MazeOf(record.Answer!), Source = record.Group })]
            : throw new CommandFailedException("DATASET_INVALID", $"{path} is a dataset of {dataset.Kind}, the model's task is maze.");
    }

    static MazeGrid MazeOf(ByteGrid grid) => new(grid.Height, grid.Width, grid.Cells);

    static EvaluationSet SetOf(string name, IEnumerable<MazePuzzle> mazes)
    {
        var set = new EvaluationSet { Name = name };
        foreach (var maze in mazes)
            set.Maze.Add(new MazeInstance { Maze = maze.Question.ToLines(), Answer = maze.Answer.ToLines(), Source = maze.Source });
        return set;
    }
}
