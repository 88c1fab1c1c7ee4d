using TorchSharp;
using Trm.Grid.Model.Internal;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Export;

/// <summary>
/// Records what the fp32 network says: case n is <c>n.tokens</c> int64 [H, W] or <c>n.planes</c> [C, H, W], and from y0 and z0 on
/// <c>n.logits</c> [steps, cells, classes] and <c>n.halt</c> [steps]. <c>n.scored</c> bool [H, W] marks the cells that have a right answer;
/// <c>n.puzzle</c> [d] is the puzzle's embedding where the network has several.
/// </summary>
internal static class GoldenRecorder
{
    /// <summary>fp32 may use up this share of the tolerance by its own rounding; more says that another machine cannot be held to it.</summary>
    private const double OwnShare = 0.1;

    /// <returns>How much was recorded.</returns>
    public static GoldenVectors Record(Network network, IExampleSource source, ExportFacts facts, string path)
    {
        using var rest = NoCollection.Begin();
        using var scope = NewDisposeScope();
        using var grad = no_grad();
        using var exact = network.Twin(Precision.Fp64);
        var cases = Enumerable.Range(0, facts.GoldenCases)
            .Select(n => (Example: source.Draw(facts.FirstExample + n), Steps: new List<(Tensor Logits, Tensor Halt)>()))
            .ToList();
        var steps = facts.GoldenSteps;
        foreach (var (example, recorded) in cases)
        {
            var question = QuestionOf(example, network);
            var puzzle = network.Configuration.Puzzles > 1 ? tensor(new long[] { example.Puzzle }) : null;
            Tensor x = network.Embed(question, puzzle), exactX = exact.Embed(question, puzzle);
            var (y, z) = network.Start(x);
            var (exactY, exactZ) = exact.Start(exactX);
            for (var step = 0; step < steps; step++)
            {
                (y, z) = network.Recurse(x, y, z);
                (exactY, exactZ) = exact.Recurse(exactX, exactY, exactZ);
                var logits = network.Answer(y);
                var rounding = (logits - exact.Answer(exactY)).abs().max().ToDouble();
                if (step > 0 && !(rounding <= OwnShare * facts.MaxLogitDifference))
                    steps = step;
                else
                    recorded.Add((logits, network.Halt(y)));
            }
        }

        var writer = new SafetensorsWriter();
        for (var n = 0; n < cases.Count; n++)
        {
            var (example, recorded) = cases[n];
            if (example.Tokens.Length > 0)
                writer.Add($"{n}.tokens", [example.Height, example.Width], Array.ConvertAll(example.Tokens, token => (long)token));
            else
                writer.Add($"{n}.planes", [example.Planes.Length / (example.Height * example.Width), example.Height, example.Width], example.Planes);
            if (network.Configuration.Puzzles > 1)
                writer.Add($"{n}.puzzle", [network.Configuration.Hidden], GraphProducts.ValuesOf(network.RowsOf(tensor(new long[] { example.Puzzle }))));
            writer.Add($"{n}.scored", [example.Height, example.Width], Array.ConvertAll(example.Targets, allowed => allowed != 0));
            writer.Add($"{n}.logits", [steps, example.Height * example.Width, network.Configuration.Shape.Classes],
                [.. recorded.Take(steps).SelectMany(step => GraphProducts.ValuesOf(step.Logits))]);
            writer.Add($"{n}.halt", [steps], [.. recorded.Take(steps).SelectMany(step => GraphProducts.ValuesOf(step.Halt))]);
        }
        writer.Save(path);
        return new GoldenVectors { Cases = cases.Count, Steps = steps };
    }

    private static Tensor QuestionOf(Example example, Network network) => example.Tokens.Length > 0
        ? tensor(Array.ConvertAll(example.Tokens, token => (long)token), [1, example.Height, example.Width])
        : tensor(example.Planes, [1, network.Configuration.Shape.Channels, example.Height, example.Width]);
}
