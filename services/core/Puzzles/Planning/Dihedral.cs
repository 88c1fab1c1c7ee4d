namespace Trm.Grid.Puzzles.Planning;

/// <summary>
/// The eight symmetries of a grid, numbered 0 to 7: bit 0 mirrors left and right, bit 1 mirrors top and bottom, and then bit 2 exchanges
/// columns and rows. 0 changes nothing.
/// </summary>
public static class Dihedral
{
    public const int Count = 8;

    /// <summary>The grid's size under a symmetry.</summary>
    public static (int Height, int Width) Size(int view, int height, int width) => (view & 4) != 0 ? (width, height) : (height, width);

    /// <summary>Where a cell of a grid of <paramref name="height"/> x <paramref name="width"/> comes to lie.</summary>
    public static Cell Map(int view, Cell cell, int height, int width)
    {
        var x = (view & 1) != 0 ? width - 1 - cell.X : cell.X;
        var y = (view & 2) != 0 ? height - 1 - cell.Y : cell.Y;
        return (view & 4) != 0 ? new(y, x) : new(x, y);
    }

    /// <summary>What a move becomes.</summary>
    public static int Map(int view, int move)
    {
        int dx = Move.Dx[move], dy = Move.Dy[move];
        dx = (view & 1) != 0 ? -dx : dx;
        dy = (view & 2) != 0 ? -dy : dy;
        return Move.Between(default, (view & 4) != 0 ? new(dy, dx) : new(dx, dy));
    }

    /// <summary>Cells of any kind under a symmetry.</summary>
    /// <param name="view">Which.</param>
    /// <param name="cells">[height * width], row-major.</param>
    /// <param name="height">Rows before it.</param>
    /// <param name="width">Columns before it.</param>
    public static T[] Apply<T>(int view, ReadOnlySpan<T> cells, int height, int width)
    {
        var (start, perColumn, perRow) = Strides(view, height, width);
        var turned = new T[cells.Length];
        for (int row = 0, i = 0; row < height; row++)
            for (var column = 0; column < width; column++, i++)
                turned[start + (column * perColumn) + (row * perRow)] = cells[i];
        return turned;
    }

    /// <summary>Takes <see cref="Apply"/> back.</summary>
    /// <param name="view">The symmetry that was applied.</param>
    /// <param name="turned">The cells under it.</param>
    /// <param name="height">Rows before it was applied.</param>
    /// <param name="width">Columns before it was applied.</param>
    public static T[] Undo<T>(int view, ReadOnlySpan<T> turned, int height, int width)
    {
        var (start, perColumn, perRow) = Strides(view, height, width);
        var cells = new T[turned.Length];
        for (int row = 0, i = 0; row < height; row++)
            for (var column = 0; column < width; column++, i++)
                cells[i] = turned[start + (column * perColumn) + (row * perRow)];
        return cells;
    }

    /// <summary>Row-major indexes under a symmetry: cell (x, y) comes to lie at <c>Start + x * PerColumn + y * PerRow</c>.</summary>
    internal static (int Start, int PerColumn, int PerRow) Strides(int view, int height, int width)
    {
        var across = Size(view, height, width).Width;
        var (start, column, row) = (At(0, 0), At(1, 0), At(0, 1));
        return (start, column - start, row - start);

        int At(int x, int y)
        {
            var cell = Map(view, new Cell(x, y), height, width);
            return (cell.Y * across) + cell.X;
        }
    }
}
