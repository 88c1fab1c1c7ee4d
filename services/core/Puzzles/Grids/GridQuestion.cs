using Trm.Grid.Puzzles.Datasets;

namespace Trm.Grid.Puzzles.Grids;

/// <summary>A grid as the solver puts it to a network. Nobody knows the rules of its task: no answer is verified, and the halt head decides.</summary>
/// <param name="question">Not larger than the canvas.</param>
/// <param name="shape">The network's.</param>
public sealed class GridQuestion(ByteGrid question, TaskShape shape) : ITokenQuestion<ByteGrid?>
{
    public int Views => 1;

    public (int Height, int Width) Size(int view) => (shape.Height, shape.Width);

    public void Encode(int view, Span<long> tokens)
    {
        var canvas = GridsTask.Encode(question, shape.Height, shape.Width);
        if (tokens.Length != canvas.Length)
            throw new ArgumentException($"a canvas of {shape.Height}x{shape.Width} has {canvas.Length} tokens, the buffer {tokens.Length}", nameof(tokens));
        for (var i = 0; i < canvas.Length; i++)
            tokens[i] = canvas[i];
    }

    /// <summary>The grid in the upper left corner of the likeliest tokens; null where they hold none.</summary>
    public Attempt<ByteGrid?> Decode(int view, ReadOnlySpan<float> logits) => new(GridsTask.Decode(Likeliest(logits, shape.Classes), shape.Height, shape.Width), false);

    /// <summary>The likeliest class of every cell.</summary>
    /// <param name="logits">[cells, classes].</param>
    /// <param name="classes">How many.</param>
    public static byte[] Likeliest(ReadOnlySpan<float> logits, int classes)
    {
        if (classes < 1 || logits.Length % classes != 0)
            throw new ArgumentException($"expected {classes} logits a cell, got {logits.Length}", nameof(logits));
        var canvas = new byte[logits.Length / classes];
        for (var cell = 0; cell < canvas.Length; cell++)
        {
            var own = logits.Slice(cell * classes, classes);
            var best = 0;
            for (var kind = 1; kind < classes; kind++)
                best = own[kind] > own[best] ? kind : best;
            canvas[cell] = (byte)best;
        }
        return canvas;
    }
}
