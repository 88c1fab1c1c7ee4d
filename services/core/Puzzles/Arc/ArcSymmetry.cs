using System.Security.Cryptography;
using System.Text;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Arc;

/// <summary>One of the augmentations of a task: a symmetry of the grid, and the colours 1 to 9 exchanged. Black, colour 0, stays black.</summary>
public sealed class ArcSymmetry
{
    private readonly int view;
    private readonly byte[] colours, back;

    /// <param name="view">One of the eight of <see cref="Dihedral"/>.</param>
    /// <param name="colours">[10]: what each colour becomes; a permutation that keeps 0.</param>
    public ArcSymmetry(int view, ReadOnlySpan<byte> colours)
    {
        if (view is < 0 or >= Dihedral.Count)
            throw new ArgumentOutOfRangeException(nameof(view), view, $"expected 0 to {Dihedral.Count - 1}");
        if (colours.Length != ArcTask.Colours || colours[0] != 0 || colours.ToArray().Order().Where((colour, i) => colour != i).Any())
            throw new ArgumentException($"expected a permutation of 0 to 9 that keeps 0, got [{string.Join(", ", colours.ToArray())}]", nameof(colours));
        (this.view, this.colours, back) = (view, colours.ToArray(), new byte[ArcTask.Colours]);
        for (byte colour = 0; colour < ArcTask.Colours; colour++)
            back[this.colours[colour]] = colour;
    }

    public static ArcSymmetry Identity { get; } = new(0, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

    /// <summary>The numbered augmentation of a task, the same everywhere and for ever: a puzzle embedding was learned for it. 0 changes nothing.</summary>
    public static ArcSymmetry Of(string task, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        if (number == 0)
            return Identity;
        var dice = Dice.For(BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(task))), number);
        var colours = new byte[ArcTask.Colours];
        for (byte colour = 1; colour < colours.Length; colour++)
        {
            var other = dice.Between(1, colour);
            (colours[colour], colours[other]) = (colours[other], colour);
        }
        return new(dice.Between(0, Dihedral.Count - 1), colours);
    }

    public ByteGrid Apply(ByteGrid grid)
    {
        var (height, width) = Dihedral.Size(view, grid.Height, grid.Width);
        return new(height, width, Array.ConvertAll(Dihedral.Apply(view, grid.Cells, grid.Height, grid.Width), cell => colours[cell]));
    }

    /// <summary>Takes <see cref="Apply"/> back.</summary>
    public ByteGrid Undo(ByteGrid grid)
    {
        var (height, width) = Dihedral.Size(view, grid.Height, grid.Width);
        return new(height, width, Array.ConvertAll(Dihedral.Undo(view, grid.Cells, height, width), cell => back[cell]));
    }
}
