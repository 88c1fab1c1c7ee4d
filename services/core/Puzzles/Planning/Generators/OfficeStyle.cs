namespace Trm.Grid.Puzzles.Planning.Generators;

/// <summary>Measures of an office floor, all in cells.</summary>
internal readonly record struct OfficeStyle(int Wall, int NarrowDoor, int WideDoor, int Room, int Corridor, double Furnished)
{
    /// <summary>Measures of real buildings at a resolution.</summary>
    public static OfficeStyle At(double resolutionM) => new(
        Wall: Cells(0.15, resolutionM),
        NarrowDoor: Cells(0.9, resolutionM),
        WideDoor: Cells(1.4, resolutionM),
        Room: Cells(3, resolutionM),
        Corridor: Cells(2, resolutionM),
        Furnished: 0.7);

    private static int Cells(double metres, double resolutionM) => Math.Max(1, (int)Math.Round(metres / resolutionM));
}
