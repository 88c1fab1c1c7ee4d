using TorchSharp;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Sudoku;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>
/// How far a Sudoku's answer is from having every digit once in each row, column and box: the mean over units and digits of
/// (sum of the digit's probabilities - 1) squared. Differentiable, and free of labels.
/// </summary>
internal sealed class Cardinality : IDisposable
{
    private readonly Tensor units; // [3 side, cells]
    private readonly int side;

    /// <exception cref="ArgumentException">The task has no such units.</exception>
    public Cardinality(TaskShape shape, Device device)
    {
        if (shape.Task != SudokuTask.Name)
            throw new ArgumentException($"recipe: cardinality_weight counts digits in a Sudoku's rows, columns and boxes, got task {shape.Task}; leave it 0 there");
        side = shape.Height;
        var box = (int)Math.Sqrt(side);
        var members = new float[3 * side * side * side];
        for (var cell = 0; cell < side * side; cell++)
        {
            var (row, column) = (cell / side, cell % side);
            foreach (var unit in new[] { row, side + column, 2 * side + row / box * box + column / box })
                members[unit * side * side + cell] = 1;
        }
        units = tensor(members, [3 * side, side * side], device: device).DetachFromDisposeScope();
    }

    /// <param name="probabilities">[B, cells, classes]; the digits are the last classes.</param>
    /// <returns>A scalar.</returns>
    public Tensor Of(Tensor probabilities)
    {
        using var scope = NewDisposeScope();
        var digits = probabilities.narrow(-1, probabilities.shape[^1] - side, side); // [B, cells, side]
        return units.to(digits.dtype).matmul(digits).sub(1).square().mean().MoveToOuterDisposeScope(); // over [B, 3 side, side]
    }

    public void Dispose() => units.Dispose();
}
