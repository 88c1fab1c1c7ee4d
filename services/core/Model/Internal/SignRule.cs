using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>
/// SignSGD on the table of puzzle embeddings, as in the reference: a row moves by its gradient's sign, and only rows whose puzzles lay in the batch
/// move or decay, however large the table.
/// </summary>
internal sealed class SignRule(Network network, Recipe recipe) : IUpdateRule
{
    public IEnumerable<(string Name, Tensor Value)> State => [];

    public void Apply(long step, double factor)
    {
        if (network.TakePuzzles() is not { } taken) return;
        var rate = recipe.PuzzleLearningRate * factor;
        var (rows, places, _) = taken.Ids.unique(return_inverse: true); // [R], [B]
        var before = network.RowsOf(rows); // [R, d]
        var gradient = zeros_like(before).index_add_(0, places!.to(before.device), taken.Rows.grad!, 1); // [R, d]
        var moved = before.mul_(1 - rate * recipe.PuzzleWeightDecay).add_(gradient.sign(), alpha: -rate);
        if (network.Mapped is { } table) table.Put(rows, moved.to(float32).cpu());
        else network.Puzzles!.index_copy_(0, rows, moved);
        taken.Ids.Dispose();
        taken.Rows.Dispose();
    }

    public void Dispose()
    {
    }
}
