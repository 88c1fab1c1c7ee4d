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
        var (tally, cells, asked) = (new AnswerTally(pairs.Count, steps), new double[pairs.Count], 0);
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
                    var canvas = GridQuestion.Likeliest(batch.Logits(slot), batch.Classes);
                    tally.Take(asked + slot, step, canvas.AsSpan().SequenceEqual(wanted[slot]), batch.Halt(slot));
                    cells[asked + slot] = GridsTask.RightShare(canvas, wanted[slot]); // the last step's stays
                }
            }
            done(asked += chunk.Length);
        }
        var measured = new Measurement(tally.ByStep());
        tally.WriteTo(measured);
        measured.TakeShare("cells", cells);
        measured.Take("steps_mean", measured.ByInstance["steps_to_halt"].Values);
        measured.Metrics["ms_mean"] = Stopwatch.GetElapsedTime(began).TotalMilliseconds / pairs.Count;
        return measured;
    }
}
