using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Planning.Generators;

/// <summary>Shelves 3 to 12 cells long and 1 to 3 deep in rows, aisles of 1 to 3 cells, some shelves missing, some pallets left standing.</summary>
internal static class WarehouseMap
{
    public static void Draw(Canvas canvas, ref Dice dice)
    {
        canvas.Cells.Clear();
        var turned = dice.Chance(0.5);
        var (long_, wide) = turned ? (canvas.Height, canvas.Width) : (canvas.Width, canvas.Height);
        var (length, depth) = (dice.Between(3, Math.Clamp(long_ / 2, 3, 12)), dice.Between(1, Math.Clamp(wide / 4, 1, 3)));
        var (aisle, cross) = (dice.Between(1, 3), dice.Between(1, 4));
        var (missing, pallets) = (dice.Between(0, 0.25), dice.Between(0, 0.02));
        if (dice.Chance(0.5))
            Wall(canvas);
        var (first, start) = (dice.Between(1 - length, cross + 1), dice.Between(1 - depth, aisle + 1));
        for (var across = start; across < wide; across += depth + aisle)
            for (var along = first; along < long_; along += length + cross)
                if (!dice.Chance(missing))
                    canvas.Fill(turned, along, across, length, depth, CellCost.Lethal);
        foreach (ref var cell in canvas.Cells)
            if (dice.Chance(pallets))
                cell = CellCost.Lethal;
    }

    private static void Wall(Canvas canvas)
    {
        canvas.Fill(0, 0, canvas.Width, 1, CellCost.Lethal);
        canvas.Fill(0, canvas.Height - 1, canvas.Width, 1, CellCost.Lethal);
        canvas.Fill(0, 0, 1, canvas.Height, CellCost.Lethal);
        canvas.Fill(canvas.Width - 1, 0, 1, canvas.Height, CellCost.Lethal);
    }
}
