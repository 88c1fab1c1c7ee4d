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

    /// <param name="classes">That a head chooses from.</param>
    /// <param name="sets">[F][cells]: of every example and cell the right ones, as <see cref="Example.Targets"/> has them.</param>
    /// <returns>Allowed: bool [F, cells, classes], all true where the cell is not scored. Scored: float [F, cells], 1 or 0.</returns>
    public static (Tensor Allowed, Tensor Scored) Targets(int classes, uint[][] sets)
    {
        var cells = sets[0].Length;
        var allowed = new bool[sets.Length * cells * classes];
        var scored = new float[sets.Length * cells];
        var at = 0;
        foreach (var set in sets.SelectMany(ofExample => ofExample))
        {
            scored[at] = set == 0 ? 0 : 1;
            for (var k = 0; k < classes; k++) allowed[at * classes + k] = set == 0 || (set >> k & 1) == 1;
            at++;
        }
        return (tensor(allowed, [sets.Length, cells, classes]), tensor(scored, [sets.Length, cells]));
    }

    /// <exception cref="ArgumentException">The example does not fit the network or the source's grid.</exception>
    public static void Check(ModelConfiguration model, int height, int width, Example example)
    {
        var shape = model.Shape;
        var cells = height * width;
        if (example.Height != height || example.Width != width || example.Targets.Length != cells)
            throw Fault($"{height}x{width} cells with as many targets", $"{example.Height}x{example.Width} with {example.Targets.Length} targets");
        if (shape.Input == InputKind.Tokens && example.Tokens.Length != cells) throw Fault($"{cells} tokens", $"{example.Tokens.Length}");
        if (shape.Input == InputKind.Planes && example.Planes.Length != cells * shape.Channels) throw Fault($"{cells * shape.Channels} plane values", $"{example.Planes.Length}");
        if (Array.Find(example.Tokens, token => token < 0 || token >= shape.Vocabulary) is var stray and not 0) throw Fault($"tokens from 0 to {shape.Vocabulary - 1}", $"{stray}");
        if (Array.Find(example.Targets, set => BitOperations.Log2(set) >= shape.Classes) is var foreign and not 0) throw Fault($"targets among {shape.Classes} classes", $"the set 0x{foreign:x}");
        if (model.AuxiliaryClasses == 0) return;
        if (example.Auxiliary.Length != cells) throw Fault($"{cells} targets of the auxiliary head", example.Auxiliary.Length == 0 ? "none (set auxiliary_classes to 0)" : $"{example.Auxiliary.Length}");
        if (Array.Find(example.Auxiliary, set => BitOperations.Log2(set) >= model.AuxiliaryClasses) is var other and not 0) throw Fault($"auxiliary targets among {model.AuxiliaryClasses} classes", $"the set 0x{other:x}");

        ArgumentException Fault(string expected, string got) => new($"example of task {shape.Task}: expected {expected}, got {got}; does the source belong to this task?");
    }
}
