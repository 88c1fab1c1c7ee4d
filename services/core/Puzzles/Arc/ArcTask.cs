using Trm.Grid.Puzzles.Grids;

namespace Trm.Grid.Puzzles.Arc;

/// <summary>ARC-AGI as a network sees it: grids of ten colours on a canvas of 30x30 cells, coded as <see cref="GridsTask"/> says.</summary>
public static class ArcTask
{
    public const string Name = "arc";

    /// <summary>Rows and columns of the canvas, and the most that a grid has.</summary>
    public const int Side = 30;

    public const int Colours = 10;

    public static TaskShape Shape { get; } = On(Side);

    /// <summary>The same on a smaller canvas, for tasks whose grids all fit on it.</summary>
    public static TaskShape On(int side) => GridsTask.Shape(Name, Colours, side, side);
}
