using System.Diagnostics;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Runtime;
using MazeQuestion = Trm.Grid.Puzzles.Maze.MazeQuestion;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>
/// Mazes with their answers. Every maze takes all steps, as the papers measure: exact, valid and optimal are of the last answer of the maze as asked.
/// Beside it stands what a solver reaches that stops at the first optimal answer and tries other views.
/// </summary>
internal sealed class MazeInstances(IReadOnlyList<MazePuzzle> mazes) : IInstances
{
    private const int Slots = 8;

    public int Count => mazes.Count;

    public Measurement Measure(StepModel model, Suite suite, Action<int> done, CancellationToken stop)
    {
        var steps = suite.MaxSteps == 0 ? model.Metadata.Steps : (int)suite.MaxSteps;
        var views = Math.Clamp((int)suite.MaxViews, 1, 8);
        var tally = new MazeTally(steps);
        var began = Stopwatch.GetTimestamp();
        foreach (var chunk in mazes.GroupBy(maze => (maze.Question.Height, maze.Question.Width)).SelectMany(sameSize => sameSize.Chunk(Slots)))
        {
            var left = chunk;
            for (var view = 0; view < views && left.Length > 0; view++)
                left = Ask(model, left, view, steps, tally, stop);
            tally.Unsolved(left.Length);
            done(tally.Ended);
        }
        return tally.ToMeasurement(Stopwatch.GetElapsedTime(began));
    }

    /// <returns>The mazes without an optimal answer at any step.</returns>
    private static MazePuzzle[] Ask(StepModel model, MazePuzzle[] chunk, int view, int steps, MazeTally tally, CancellationToken stop)
    {
        var questions = Array.ConvertAll(chunk, maze => new MazeQuestion(maze));
        var (height, width) = questions[0].Size(view);
        using var batch = model.Open(chunk.Length, height, width);
        for (var slot = 0; slot < chunk.Length; slot++)
            questions[slot].Encode(view, batch.Tokens(slot));
        var first = new int[chunk.Length];
        for (var step = 1; step <= steps; step++)
        {
            if (!batch.Step(stop))
                throw new OperationCanceledException(stop);
            for (var slot = 0; slot < chunk.Length; slot++)
            {
                var report = MazeRules.Check(chunk[slot], questions[slot].Decode(view, batch.Logits(slot)).Answer);
                if (first[slot] == 0 && report.IsOptimal)
                    first[slot] = step;
                if (view == 0)
                    tally.Take(step, report, batch.Halt(slot) > 0);
            }
        }
        tally.Solved(view, first.Where(step => step > 0));
        return [.. chunk.Where((_, slot) => first[slot] == 0)];
    }
}
