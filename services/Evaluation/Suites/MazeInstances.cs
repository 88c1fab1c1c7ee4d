using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;
using MazeQuestion = Trm.Grid.Puzzles.Maze.MazeQuestion;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>Mazes with their answers; verified means optimal. Valid and optimal, as exact, are of the last answer of the maze as asked.</summary>
internal sealed class MazeInstances(IReadOnlyList<MazePuzzle> mazes) : IInstances
{
    public int Count => mazes.Count;

    public bool SideBySide => true;

    public Measurement Measure(StepModel model, Suite suite, Action<int> done, CancellationToken stop)
    {
        var (valid, optimal) = (new SortedDictionary<uint, int>(), new SortedDictionary<uint, int>());
        var measured = new CheckedPuzzles<MazePuzzle, MazeGrid>(mazes, maze => new MazeQuestion(maze, suite.Followed ? PathReading.Followed : PathReading.Rollout), maze => maze.Source, (maze, answer) => answer.Equals(maze.Answer), Judge)
            .Measure(model, suite, done, stop);
        measured.Metrics["valid"] = Share(valid.Last().Value);
        measured.Metrics["optimal"] = Share(optimal.Last().Value);
        return measured with { ValidByStep = Shares(valid), OptimalByStep = Shares(optimal) };

        void Judge(MazePuzzle maze, int step, MazeGrid answer)
        {
            var report = MazeRules.Check(maze, answer);
            valid[(uint)step] = valid.GetValueOrDefault((uint)step) + (report.IsValid ? 1 : 0);
            optimal[(uint)step] = optimal.GetValueOrDefault((uint)step) + (report.IsOptimal ? 1 : 0);
        }

        double Share(int count) => count / (double)mazes.Count;

        Dictionary<uint, double> Shares(SortedDictionary<uint, int> counts) => counts.ToDictionary(step => step.Key, step => Share(step.Value));
    }
}
