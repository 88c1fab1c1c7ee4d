using System.Numerics;
using TorchSharp;
using Trm.Grid.Puzzles;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>Examples as a network reads them. Everything here lies on the CPU and belongs to the caller's dispose scope.</summary>
internal static class ExampleTensors
{
    /// <param name="shape">Their task.</param>
    /// <param name="examples">At least one, all of one size.</param>
    /// <returns>Tokens int64 [F, H, W] or planes float [F, C, H, W].</returns>
    public static Tensor Questions(TaskShape shape, Example[] examples)
    {
        var (height, width) = (examples[0].Height, examples[0].Width);
        return shape.Input == InputKind.Tokens
            ? tensor([.. examples.SelectMany(example => example.Tokens).Select(token => (long)token)], [examples.Length, height, width])
            : tensor([.. examples.SelectMany(example => example.Planes)], [examples.Length, shape.Channels, height, width]);
    }

    /// <returns>
    /// Allowed: bool [F, cells, classes], all true where the cell is not scored. Scored: float [F, cells], 1 or 0. Decisive: bool [F, cells].
    /// </returns>
    public static (Tensor Allowed, Tensor Scored, Tensor Decisive) Targets(TaskShape shape, Example[] examples)
    {
        var cells = examples[0].Targets.Length;
        var allowed = new bool[examples.Length * cells * shape.Classes];
        var scored = new float[examples.Length * cells];
        var at = 0;
        foreach (var example in examples)
            foreach (var set in example.Targets)
            {
                scored[at] = set == 0 ? 0 : 1;
                for (var k = 0; k < shape.Classes; k++) allowed[at * shape.Classes + k] = set == 0 || (set >> k & 1) == 1;
                at++;
            }
        var decisive = Array.ConvertAll(scored, one => one > 0);
        foreach (var (n, example) in examples.Index().Where(each => each.Item.Decisive.Length > 0))
        {
            var own = decisive.AsSpan(n * cells, cells);
            own.Clear();
            foreach (var cell in example.Decisive) own[cell] = true;
        }
        return (tensor(allowed, [examples.Length, cells, shape.Classes]), tensor(scored, [examples.Length, cells]), tensor(decisive, [examples.Length, cells]));
    }

    /// <exception cref="ArgumentException">The example does not fit the task or the source's grid.</exception>
    public static void Check(TaskShape shape, int height, int width, Example example)
    {
        var cells = height * width;
        if (example.Height != height || example.Width != width || example.Targets.Length != cells)
            throw Fault($"{height}x{width} cells with as many targets", $"{example.Height}x{example.Width} with {example.Targets.Length} targets");
        if (shape.Input == InputKind.Tokens && example.Tokens.Length != cells) throw Fault($"{cells} tokens", $"{example.Tokens.Length}");
        if (shape.Input == InputKind.Planes && example.Planes.Length != cells * shape.Channels) throw Fault($"{cells * shape.Channels} plane values", $"{example.Planes.Length}");
        if (Array.Find(example.Tokens, token => token < 0 || token >= shape.Vocabulary) is var stray and not 0) throw Fault($"tokens from 0 to {shape.Vocabulary - 1}", $"{stray}");
        if (Array.FindIndex(example.Decisive, cell => (uint)cell >= cells || example.Targets[cell] == 0) is var loose and >= 0)
            throw Fault("decisive cells among those that are scored", $"cell {example.Decisive[loose]}");
        if (Array.Find(example.Targets, set => BitOperations.Log2(set) >= shape.Classes) is var foreign and not 0) throw Fault($"targets among {shape.Classes} classes", $"the set 0x{foreign:x}");

        ArgumentException Fault(string expected, string got) => new($"example of task {shape.Task}: expected {expected}, got {got}; does the source belong to this task?");
    }
}
