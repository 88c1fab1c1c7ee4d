using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Runtime;
using MazeQuestion = Trm.Grid.Puzzles.Maze.MazeQuestion;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>Mazes with their answers; verified means optimal. Valid and optimal, as exact, are of the last answer of the maze as asked.</summary>
internal sealed class MazeInstances(IReadOnlyList<MazePuzzle> mazes) : IInstances
{
    public int Count => mazes.Count;

    public Measurement Measure(StepModel model, Suite suite, Action<int> done, CancellationToken stop)
    {
        var (valid, optimal) = (0, 0);
        var measured = new CheckedPuzzles<MazePuzzle, MazeGrid>(mazes, maze => new MazeQuestion(maze), maze => maze.Source, (maze, answer) => answer.Equals(maze.Answer), Judge)
            .Measure(model, suite, done, stop);
        measured.Metrics["valid"] = valid / (double)mazes.Count;
        measured.Metrics["optimal"] = optimal / (double)mazes.Count;
        return measured;

        void Judge(MazePuzzle maze, MazeGrid answer)
        {
            var report = MazeRules.Check(maze, answer);
            valid += report.IsValid ? 1 : 0;
            optimal += report.IsOptimal ? 1 : 0;
        }
    }
}
