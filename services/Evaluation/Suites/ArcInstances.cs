using System.Diagnostics;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Puzzles.Arc;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Grids;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Arc;
using Trm.Grid.Runtime.Measuring;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>Tests of ARC tasks, scored as ARC is: the answers under all augmentations vote, and the two best are handed in.</summary>
internal sealed class ArcInstances(IReadOnlyList<(string Task, GridPair Pair)> tests) : IInstances
{
    public int Count => tests.Count;

    /// <exception cref="GridException">TASK_NOT_TRAINED.</exception>
    public Measurement Measure(StepModel model, Suite suite, Action<int> done, CancellationToken stop)
    {
        var solver = new ArcSolver(model);
        RequireTrained(solver);
        var steps = suite.MaxSteps == 0 ? model.Metadata.Steps : (int)suite.MaxSteps;
        var votes = suite.MaxViews == 0 ? solver.Puzzles.Augmentations + 1 : (int)Math.Min(suite.MaxViews, solver.Puzzles.Augmentations + 1u);
        var (tally, cells, voted) = (new AnswerTally(tests.Count, steps), new double[tests.Count], new List<(string, ByteGrid, ArcVote)>(tests.Count));
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < tests.Count; i++)
        {
            var (task, pair) = tests[i];
            var wanted = GridsTask.Encode(pair.Answer, model.Shape.Height, model.Shape.Width);
            voted.Add((task, pair.Answer, solver.Vote(task, pair.Question, votes, steps, step => Take(i, step, wanted), stop)));
            done(i + 1);
        }
        var measured = new Measurement(tally.ByStep());
        tally.WriteTo(measured);
        measured.TakeShare("cells", cells);
        measured.Take("steps_mean", measured.ByInstance["steps_to_halt"].Values);
        measured.TakeShare("pass_at_1", ArcScore.ByTask(1, voted));
        measured.TakeShare("pass_at_2", ArcScore.ByTask(2, voted));
        measured.Metrics["tasks"] = measured.ByInstance["pass_at_1"].Values.Length;
        measured.Metrics["votes"] = votes;
        measured.Metrics["ms_mean"] = Stopwatch.GetElapsedTime(began).TotalMilliseconds / tests.Count;
        return measured;

        void Take(int test, ArcStep step, byte[] wanted)
        {
            tally.Take(test, step.Step, step.Canvas.AsSpan().SequenceEqual(wanted), step.HaltLogit);
            cells[test] = GridsTask.RightShare(step.Canvas, wanted); // the last step's stays
        }
    }

    private void RequireTrained(ArcSolver solver)
    {
        var strange = tests.Select(test => test.Task).Distinct(StringComparer.Ordinal).Where(task => !solver.Puzzles.Knows(task)).ToList();
        if (strange.Count > 0)
            throw new GridException(ErrorReason.TaskNotTrained, $"evaluating ARC: the model has no embedding for {strange.Count} of the suite's tasks ({string.Join(", ", strange.Take(4))}{(strange.Count > 4 ? " ..." : "")}), it knows {solver.Puzzles.Count} others; train on their demonstrations first");
    }
}
