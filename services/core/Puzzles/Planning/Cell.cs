namespace Trm.Grid.Puzzles.Planning;

/// <summary>A cell of a map: <paramref name="X"/> columns from the left, <paramref name="Y"/> rows from the top, both from 0.</summary>
public readonly record struct Cell(int X, int Y)
{
    public override string ToString() => $"({X}, {Y})";
}
