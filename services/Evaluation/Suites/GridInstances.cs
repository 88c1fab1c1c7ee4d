using System.Diagnostics;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Grids;
using Trm.Grid.Runtime;
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
        var (exactAt, taken, agreed, cells, ended) = (new int[steps + 1], 0L, 0, 0.0, 0);
        var began = Stopwatch.GetTimestamp();
        foreach (var chunk in pairs.Chunk(Slots))
        {
            using var batch = model.Open(chunk.Length, model.Shape.Height, model.Shape.Width);
            for (var slot = 0; slot < chunk.Length; slot++)
                new GridQuestion(chunk[slot].Question, model.Shape).Encode(0, batch.Tokens(slot));
            var wanted = Array.ConvertAll(chunk, pair => GridsTask.Encode(pair.Answer, batch.Height, batch.Width));
            var halted = new bool[chunk.Length];
            for (var step = 1; step <= steps; step++)
            {
                if (!batch.Step(stop))
                    throw new OperationCanceledException(stop);
                for (var slot = 0; slot < chunk.Length; slot++)
                {
                    var right = GridQuestion.Likeliest(batch.Logits(slot), batch.Classes).Zip(wanted[slot], (got, want) => got == want ? 1 : 0).Sum();
                    var exact = right == batch.Cells;
                    exactAt[step] += exact ? 1 : 0;
                    taken += halted[slot] ? 0 : 1;
                    halted[slot] |= batch.Halt(slot) > 0;
                    if (step < steps)
                        continue;
                    cells += (double)right / batch.Cells;
                    agreed += (batch.Halt(slot) > 0) == exact ? 1 : 0;
                }
            }
            done(ended += chunk.Length);
        }
        var count = (double)pairs.Count;
        return new(new Dictionary<string, double>
        {
            ["exact"] = exactAt[steps] / count,
            ["cells"] = cells / count,
            ["steps_mean"] = taken / count,
            ["halt_agreement"] = agreed / count,
            ["ms_mean"] = Stopwatch.GetElapsedTime(began).TotalMilliseconds / count,
        }, Enumerable.Range(1, steps).ToDictionary(step => (uint)step, step => exactAt[step] / count));
    }
}
