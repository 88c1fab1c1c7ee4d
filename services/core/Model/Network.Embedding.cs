using Trm.Grid.Model.Internal;
using Trm.Grid.Puzzles;
using static TorchSharp.torch;

namespace Trm.Grid.Model;

/// <summary>From a question to x.</summary>
public sealed partial class Network
{
    /// <summary>The embedded question x.</summary>
    /// <param name="question">Tokens: int64 [B, H, W], or [B, H*W] where the task has one grid size. Planes: float [B, C, H, W].</param>
    /// <param name="puzzles">Rows of the table of puzzle embeddings, int64 [B], on the CPU where the table lies in a file; the first by default.</param>
    public Tensor Embed(Tensor question, Tensor? puzzles = null)
    {
        using var scope = NewDisposeScope();
        if (Configuration.Mixer == Mixer.Units) return EmbedDigits(question).MoveToOuterDisposeScope();
        var x = Configuration.Shape.Input == InputKind.Tokens
            ? this["embedding.weight"].index_select(0, question.flatten()).mul(Math.Sqrt(Configuration.Hidden)).view([.. question.shape, -1]) // [B, H, W, d] or [B, cells, d]
            : nn.functional.linear(question.permute(0, 2, 3, 1).to(Flat.dtype), this["projection.weight"]); // [B, H, W, d]
        if (Configuration.UnitTables) x = x + Positions().view(x.Dimensions == 3 ? [x.shape[1], x.shape[2]] : [x.shape[1], x.shape[2], x.shape[3]]);
        if (Configuration.IsGrid)
            return (x.Dimensions == 3 ? x.view(x.shape[0], Configuration.Shape.Height, Configuration.Shape.Width, -1) : x).to(ComputeType).MoveToOuterDisposeScope();
        if (x.Dimensions == 4) x = x.flatten(1, 2); // [B, cells, d]
        if (Configuration.Prefix > 0) x = cat([PrefixFor(x, puzzles), x], 1); // [B, prefix + cells, d]
        return x.to(ComputeType).MoveToOuterDisposeScope();
    }

    /// <summary>The puzzle embeddings of the last question embedded with a gradient, int64 [B] and leaves [B, d]; the caller disposes them. Null once taken.</summary>
    internal (Tensor Ids, Tensor Rows)? TakePuzzles()
    {
        var last = taken;
        taken = null;
        return last;
    }

    /// <summary>What rows, columns and boxes add to their cells: [H * W, d] in the weights' type.</summary>
    public Tensor Positions()
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = (this["row.weight"].unsqueeze(1), this["column.weight"].unsqueeze(0)); // [H, 1, d], [1, W, d]
        var cells = rows + columns; // [H, W, d]
        if (Configuration.BoxSide is var side and > 0)
            cells = cells + this["box.weight"].view(side, side, -1).repeat_interleave(side, 0).repeat_interleave(side, 1);
        return cells.mul(Math.Sqrt(Configuration.Hidden)).flatten(0, 1).MoveToOuterDisposeScope();
    }

    private Tensor EmbedDigits(Tensor question) // -> [B, cells, digits, d]
    {
        var (tokens, side) = (question.flatten(1), Configuration.Shape.Height); // [B, cells]
        var kinds = tensor(SudokuUnits.KindsOf(side), [side + SudokuUnits.OtherClasses, side], device: Device).index_select(0, tokens.flatten()); // [B * cells, digits]
        return this["embedding.weight"].index_select(0, kinds.flatten()).mul(Math.Sqrt(Configuration.Hidden)).view(tokens.shape[0], tokens.shape[1], side, -1).to(ComputeType);
    }

    private Tensor PrefixFor(Tensor x, Tensor? puzzles) // [B, prefix, d]: the puzzle's embedding, learned registers, zeros
    {
        var rows = Configuration.Puzzles == 0 ? [] : new[] { PuzzleRows(puzzles ?? zeros([x.shape[0]], int64, Mapped is null ? x.device : CPU)).mul(Math.Sqrt(Configuration.Hidden)).unsqueeze(1) }; // [B, 1, d]
        var registers = Configuration.Registers > 0 ? [this["register.weight"]] : Array.Empty<Tensor>();
        var empty = zeros(Configuration.Prefix - Configuration.Registers - rows.Length, Configuration.Hidden, x.dtype, x.device);
        return cat([.. rows, cat([.. registers, empty]).unsqueeze(0).expand(x.shape[0], -1, -1)], 1);
    }

    private Tensor PuzzleRows(Tensor ids) // [B, d]
    {
        var rows = RowsOf(ids);
        if (!Parameters[0].Value.requires_grad || !is_grad_enabled()) return rows;
        // Leaves of their own: a gradient of the whole table would be as large as the table.
        Forget();
        rows = rows.detach().requires_grad_(true).DetachFromDisposeScope();
        taken = (ids.alias().DetachFromDisposeScope(), rows);
        return rows;
    }

    /// <summary>Rows of the puzzles' embeddings as they stand now, [B, d], where the weights are and in their type.</summary>
    internal Tensor RowsOf(Tensor ids) => Mapped is { } table ? table.Rows(ids).to(Flat.dtype, Device) : Puzzles!.index_select(0, ids);

    private void Forget()
    {
        if (TakePuzzles() is not { } last) return;
        last.Ids.Dispose();
        last.Rows.Dispose();
    }
}
