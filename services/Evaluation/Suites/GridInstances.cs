using System.Diagnostics;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Grids;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Measuring;
using GridQuestion = Trm.Grid.Puzzles.Grids.GridQuestion;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>Pairs of grids of a task that nobody here knows. Every question takes all steps; its last answer counts.</summary>
internal sealed class GridInstances(IReadOnlyList<GridPair> pairs) : IInstances
{
    private const int Slots = 8;

    public int Count => pairs.Count;

    public Measurement Measure(StepModel model, Suite suite, Action<int> done, CancellationToken stop)
    {
        var steps = suite.MaxSteps == 0 ? model.Metadata.Steps : (int)suite.MaxSteps;
        var (tally, cells, asked) = (new AnswerTally(pairs.Count, steps), 0.0, 0);
        var began = Stopwatch.GetTimestamp();
        foreach (var chunk in pairs.Chunk(Slots))
        {
            using var batch = model.Open(chunk.Length, model.Shape.Height, model.Shape.Width);
            for (var slot = 0; slot < chunk.Length; slot++)
                new GridQuestion(chunk[slot].Question, model.Shape).Encode(0, batch.Tokens(slot));
            var wanted = Array.ConvertAll(chunk, pair => GridsTask.Encode(pair.Answer, batch.Height, batch.Width));
            for (var step = 1; step <= steps; step++)
            {
                if (!batch.Step(stop))
                    throw new OperationCanceledException(stop);
                for (var slot = 0; slot < chunk.Length; slot++)
                {
                    var right = GridQuestion.Likeliest(batch.Logits(slot), batch.Classes).Zip(wanted[slot], (got, want) => got == want ? 1 : 0).Sum();
                    tally.Take(asked + slot, step, right == batch.Cells, batch.Halt(slot));
                    cells += step == steps ? (double)right / batch.Cells : 0;
                }
            }
            done(asked += chunk.Length);
        }
        var metrics = tally.Metrics();
        metrics["cells"] = cells / pairs.Count;
        metrics["steps_mean"] = metrics["steps_to_halt"];
        metrics["ms_mean"] = Stopwatch.GetElapsedTime(began).TotalMilliseconds / pairs.Count;
        return new(metrics, tally.ByStep());
    }
}
