using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Planning.Generators;

/// <summary>Rooms on a lattice, from 3 cells to halls larger than the map, walls of one cell, and a door in most walls.</summary>
internal static class RoomsMap
{
    public static void Draw(Canvas canvas, ref Dice dice)
    {
        canvas.Cells.Clear();
        var longer = Math.Max(canvas.Width, canvas.Height);
        var pitch = dice.Between(3, dice.Chance(0.25) ? 2 * longer : Math.Clamp(longer / 2, 3, 16)) + 1;
        var (left, top) = (dice.Between(0, pitch - 1), dice.Between(0, pitch - 1));
        for (var x = left; x < canvas.Width; x += pitch)
            canvas.Fill(x, 0, 1, canvas.Height, CellCost.Lethal);
        for (var y = top; y < canvas.Height; y += pitch)
            canvas.Fill(0, y, canvas.Width, 1, CellCost.Lethal);
        var doors = dice.Between(0.75, 1.0);
        var widest = dice.Between(1, Math.Max(1, pitch / 4));
        for (var x = left; x < canvas.Width; x += pitch)
            for (var y = top - pitch; y < canvas.Height; y += pitch)
                Door(canvas, ref dice, true, y, x, pitch, doors, widest);
        for (var y = top; y < canvas.Height; y += pitch)
            for (var x = left - pitch; x < canvas.Width; x += pitch)
                Door(canvas, ref dice, false, x, y, pitch, doors, widest);
    }

    // In the wall from corner to corner of the lattice, the part of it that is on the map.
    private static void Door(Canvas canvas, ref Dice dice, bool upright, int corner, int across, int pitch, double doors, int widest)
    {
        var (first, last) = (Math.Max(corner + 1, 0), Math.Min(corner + pitch, upright ? canvas.Height : canvas.Width) - 1);
        if (last < first || !dice.Chance(doors))
            return;
        var width = Math.Min(dice.Between(1, widest), last - first + 1);
        canvas.Fill(upright, dice.Between(first, last - width + 1), across, width, 1, CellCost.Free);
    }
}
