using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Planning.Generators;

/// <summary>Gives free cells their costs: obstacles inflated by a robot's radius, or patches of bad ground, or both.</summary>
internal static class TravelCosts
{
    public static void Draw(Canvas canvas, DistanceTransform transform, ref Dice dice)
    {
        var kind = dice.Between(0, 3);
        if (kind >= 2)
            Ground(canvas, ref dice);
        if (kind is 0 or 1 or 3)
        {
            var radius = dice.Chance(0.6) ? 0 : dice.Between(0.5, 1.5);
            Inflation.Apply(canvas.Cells, canvas.Width, canvas.Height, radius, radius + dice.Between(1.0, 4.0), dice.Between(0.3, 2.0), transform);
        }
    }

    // Value noise: random heights on a lattice of 3 to 8 cells, linear in between, cut off below so that part of the ground stays free.
    private static void Ground(Canvas canvas, ref Dice dice)
    {
        var pitch = dice.Between(3, 8);
        var columns = (canvas.Width / pitch) + 2;
        var (floor, height) = (dice.Between(-200.0, 50.0), dice.Between(80.0, 252.0));
        var above = columns <= 256 ? stackalloc double[columns] : new double[columns];
        var below = columns <= 256 ? stackalloc double[columns] : new double[columns];
        Heights(above, floor, height, ref dice);
        Heights(below, floor, height, ref dice);
        for (var y = 0; y < canvas.Height; y++)
        {
            if (y > 0 && y % pitch == 0)
            {
                below.CopyTo(above);
                Heights(below, floor, height, ref dice);
            }
            var v = y % pitch / (double)pitch;
            for (var x = 0; x < canvas.Width; x++)
            {
                ref var cell = ref canvas.Cells[(y * canvas.Width) + x];
                if (cell != CellCost.Free)
                    continue;
                var (k, u) = (x / pitch, x % pitch / (double)pitch);
                var upper = above[k] + (u * (above[k + 1] - above[k]));
                var lower = below[k] + (u * (below[k + 1] - below[k]));
                cell = (byte)Math.Clamp(upper + (v * (lower - upper)), 0, CellCost.MaxPassable);
            }
        }
    }

    private static void Heights(Span<double> heights, double floor, double height, ref Dice dice)
    {
        foreach (ref var at in heights)
            at = dice.Between(floor, height);
    }
}
