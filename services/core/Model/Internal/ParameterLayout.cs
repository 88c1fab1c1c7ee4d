using Trm.Grid.Puzzles;

namespace Trm.Grid.Model.Internal;

/// <summary>One trained tensor: its name in every file, its shape, and the deviation it starts from (0: <paramref name="Start"/> everywhere).</summary>
internal readonly record struct ParameterSpec(string Name, long[] Shape, double Deviation, double Start = 0)
{
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}

/// <summary>
/// Names and shapes of a network's parameters, in the order in which they lie in memory. The names are a promise: weights files keep them.
/// With two networks the first half of the blocks updates z, the second half y.
/// <code>
/// embedding.weight                    [V, d]        token tasks
/// embedding.weight                    [3, d]        units: a digit that is open in its cell, given there, ruled out there by a given
/// projection.weight                   [d, C]        plane tasks
/// register.weight                     [R, d]        where there are learned prefix tokens
/// row.weight                          [H, d]        where units have tables
/// column.weight                       [W, d]        where units have tables
/// box.weight                          [boxes, d]    where units have tables and the grid has boxes
/// feedback.weight                     [classes, d]  where the decoded grid is fed back
/// blocks.I.mixer.qkv.weight           [3d, d]       attention: queries, keys, values; each head after head
/// blocks.I.mixer.out.weight           [d, d]        attention
/// blocks.I.mixer.gate_up.weight       [2i, L]       mlp, over the sequence axis, gate first
/// blocks.I.mixer.down.weight          [L, i]        mlp
/// blocks.I.mixer.weight               [d, d, 3, 3]  convolution: out, in, row, column
/// blocks.I.mixer.line.weight          [2d, d]       units: on means over rows and over columns, gate first
/// blocks.I.mixer.box.weight           [2d, d]       units: on means over boxes, gate first
/// blocks.I.mixer.digit.weight         [2d, d]       units: on means over the digits of a cell, gate first
/// blocks.I.mlp.gate_up.weight         [2i, d]       gate first
/// blocks.I.mlp.down.weight            [d, i]
/// answer.weight                       [classes, d]  units: [1, d], the same for every digit
/// halt.weight                         [2, d]        row 0 is the halt logit; row 1 is kept for the Q-learning variant
/// halt.bias                           [2]
/// </code>
/// </summary>
internal static class ParameterLayout
{
    private const string GateUp = ".gate_up.weight";

    // What a Sudoku's lines, boxes and digits say.
    private static readonly string[] Spoken = [".line.weight", ".box.weight", ".digit.weight"];

    public static IEnumerable<ParameterSpec> Of(ModelConfiguration model)
    {
        long d = model.Hidden;
        // The embedding's output is multiplied by sqrt(d), so a token enters with deviation 1, as a set plane does.
        yield return model.Shape.Input == InputKind.Tokens
            ? new("embedding.weight", [model.Mixer == Mixer.Units ? SudokuUnits.Kinds : model.Shape.Vocabulary, d], 1 / Math.Sqrt(d))
            : new("projection.weight", [d, model.Shape.Channels], 1);
        if (model.Registers > 0) yield return new("register.weight", [model.Registers, d], 1);
        if (model.UnitTables)
        {
            yield return new("row.weight", [model.Shape.Height, d], 1 / Math.Sqrt(d));
            yield return new("column.weight", [model.Shape.Width, d], 1 / Math.Sqrt(d));
            if (model.BoxSide > 0) yield return new("box.weight", [model.Shape.Height, d], 1 / Math.Sqrt(d));
        }
        if (model.Feedback) yield return new("feedback.weight", [model.Shape.Classes, d], 1 / Math.Sqrt(d));
        for (var block = 0; block < model.Blocks; block++)
            foreach (var spec in BlockOf(model, $"blocks.{block}")) yield return spec;
        yield return new("answer.weight", [model.Mixer == Mixer.Units ? 1 : model.Shape.Classes, d], 1 / Math.Sqrt(d));
        yield return new("halt.weight", [2, d], 0);
        // -5: no slot halts before the head has learned anything.
        yield return new("halt.bias", [2], 0, -5);
    }

    /// <summary>One block's matrices; all blocks have the same.</summary>
    public static IEnumerable<ParameterSpec> BlockOf(ModelConfiguration model, string name = "blocks.0") =>
        [.. MixerOf(model, $"{name}.mixer"), .. SwiGlu($"{name}.mlp", model.Hidden, model.HiddenInner)];

    /// <summary>Whether a block's matrix is two of the same shape, one that opens a gate and one that goes through it.</summary>
    public static bool IsGated(string name) => name.EndsWith(GateUp, StringComparison.Ordinal) || Spoken.Any(part => name.EndsWith(part, StringComparison.Ordinal));

    /// <summary>Where the blocks lie among all parameters, one after another.</summary>
    public static (long First, long Count) BlockRange(ModelConfiguration model)
    {
        static bool InBlock(ParameterSpec spec) => spec.Name.StartsWith("blocks.", StringComparison.Ordinal);
        return (Of(model).TakeWhile(spec => !InBlock(spec)).Sum(spec => spec.Count), Of(model).Where(InBlock).Sum(spec => spec.Count));
    }

    private static IEnumerable<ParameterSpec> MixerOf(ModelConfiguration model, string name)
    {
        long d = model.Hidden, length = model.LengthOf(model.Shape.Height * model.Shape.Width);
        return model.Mixer switch
        {
            Mixer.Attention => [Linear($"{name}.qkv.weight", 3 * d, d), Linear($"{name}.out.weight", d, d)],
            Mixer.Units => Spoken.Select(part => Linear(name + part, 2 * d, d)),
            Mixer.Mlp => SwiGlu(name, length, model.InnerOf((int)length)),
            _ => [new($"{name}.weight", [d, d, 3, 3], 1 / Math.Sqrt(9 * d))],
        };
    }

    private static IEnumerable<ParameterSpec> SwiGlu(string name, long width, long inner) =>
        [Linear(name + GateUp, 2 * inner, width), Linear($"{name}.down.weight", width, inner)];

    private static ParameterSpec Linear(string name, long output, long input) => new(name, [output, input], 1 / Math.Sqrt(input));
}
