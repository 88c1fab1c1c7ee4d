using System.Numerics;
using TorchSharp;
using Trm.Grid.Puzzles;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>Examples as a network reads them. Everything here lies on the CPU and belongs to the caller's dispose scope.</summary>
internal static class ExampleTensors
{
    /// <returns>Tokens int64 [1, H, W] or planes float [1, C, H, W].</returns>
    public static Tensor Question(TaskShape shape, Example example) => shape.Input == InputKind.Tokens
        ? tensor(Array.ConvertAll(example.Tokens, token => (long)token), [1, example.Height, example.Width])
        : tensor(example.Planes, [1, shape.Channels, example.Height, example.Width]);

    /// <returns>Allowed: bool [cells, classes], all true where the cell is not scored. Scored: float [cells], 1 or 0.</returns>
    public static (Tensor Allowed, Tensor Scored) Targets(TaskShape shape, Example example)
    {
        var cells = example.Targets.Length;
        var allowed = new bool[cells * shape.Classes];
        var scored = new float[cells];
        for (var cell = 0; cell < cells; cell++)
        {
            var set = example.Targets[cell];
            scored[cell] = set == 0 ? 0 : 1;
            for (var k = 0; k < shape.Classes; k++) allowed[cell * shape.Classes + k] = set == 0 || (set >> k & 1) == 1;
        }
        return (tensor(allowed, [cells, shape.Classes]), tensor(scored));
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
        if (Array.Find(example.Targets, set => BitOperations.Log2(set) >= shape.Classes) is var foreign and not 0) throw Fault($"targets among {shape.Classes} classes", $"the set 0x{foreign:x}");

        ArgumentException Fault(string expected, string got) => new($"example of task {shape.Task}: expected {expected}, got {got}; does the source belong to this task?");
    }
}
