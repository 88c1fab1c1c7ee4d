using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Planning.Generators;

/// <summary>Noise smoothed by two or three rounds of "become what most of the nine cells around are".</summary>
internal static class CavesMap
{
    public static void Draw(Canvas canvas, ref Dice dice)
    {
        var share = dice.Between(0.35, 0.47);
        foreach (ref var cell in canvas.Cells)
            cell = dice.Chance(share) ? CellCost.Lethal : CellCost.Free;
        var before = new byte[canvas.Cells.Length];
        for (var rounds = dice.Between(2, 3); rounds > 0; rounds--)
        {
            canvas.Cells.CopyTo(before);
            for (var y = 0; y < canvas.Height; y++)
                for (var x = 0; x < canvas.Width; x++)
                    canvas.Cells[(y * canvas.Width) + x] = Walls(before, canvas.Width, canvas.Height, x, y) >= 5 ? CellCost.Lethal : CellCost.Free;
        }
    }

    // Cells beyond the edge count as the edge's own, so that maps are not all closed.
    private static int Walls(byte[] cells, int width, int height, int x, int y)
    {
        var walls = 0;
        for (var dy = -1; dy <= 1; dy++)
        {
            var row = Math.Clamp(y + dy, 0, height - 1) * width;
            for (var dx = -1; dx <= 1; dx++)
                walls += cells[row + Math.Clamp(x + dx, 0, width - 1)] == CellCost.Lethal ? 1 : 0;
        }
        return walls;
    }
}
