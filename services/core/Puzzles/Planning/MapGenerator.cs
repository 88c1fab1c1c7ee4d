using Trm.Grid.Puzzles.Planning.Generators;
using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Planning;

/// <summary>Makes maps of free and lethal cells. The same arguments give the same map, on every machine.</summary>
public static class MapGenerator
{
    /// <param name="family">The kind of map.</param>
    /// <param name="width">Columns, any number.</param>
    /// <param name="height">Rows, any number.</param>
    /// <param name="seed">Which of them.</param>
    /// <param name="resolutionM">Edge of a cell in metres; it changes nothing else.</param>
    public static CostMap Generate(MapFamily family, int width, int height, ulong seed, double resolutionM = 0.25)
    {
        MapFormatException.CheckSize("generated map", width, height);
        var cells = new byte[width * height];
        var dice = Dice.For(seed, (int)family);
        Draw(family, cells, width, height, ref dice);
        return new(width, height, cells, resolutionM);
    }

    /// <summary>An office floor with walls of 0.15 m, doors of 0.9 to 1.4 m, corridors of 2 m and rooms from 3 m, at any resolution.</summary>
    public static CostMap FloorPlan(double widthM, double heightM, ulong seed, double resolutionM = 0.05)
    {
        var (width, height) = ((long)Math.Round(widthM / resolutionM), (long)Math.Round(heightM / resolutionM));
        MapFormatException.CheckSize("generated floor plan", width, height);
        var cells = new byte[width * height];
        var dice = Dice.For(seed, -1);
        OfficeMap.Draw(new(cells, (int)width, (int)height), OfficeStyle.At(resolutionM), ref dice);
        return new((int)width, (int)height, cells, resolutionM);
    }

    internal static void Draw(MapFamily family, Span<byte> cells, int width, int height, ref Dice dice)
    {
        var canvas = new Canvas(cells, width, height);
        switch (family)
        {
            case MapFamily.Random: RandomMap.Draw(canvas, ref dice); break;
            case MapFamily.Rooms: RoomsMap.Draw(canvas, ref dice); break;
            case MapFamily.Maze: MazeMap.Draw(canvas, ref dice); break;
            case MapFamily.Warehouse: WarehouseMap.Draw(canvas, ref dice); break;
            case MapFamily.Office: OfficeMap.Draw(canvas, Style(ref dice), ref dice); break;
            case MapFamily.Caves: CavesMap.Draw(canvas, ref dice); break;
            default: throw new ArgumentOutOfRangeException(nameof(family), family, "no such family of maps");
        }
    }

    // Cells of a robot's size, or a little finer: walls of one cell, doors of one to three.
    private static OfficeStyle Style(ref Dice dice)
    {
        var door = dice.Between(1, 2);
        return new(1, door, door + 1, dice.Between(3, 7), dice.Between(1, 3), dice.Between(0, 0.8));
    }
}
