using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Planning.Generators;

/// <summary>5 to 40 % obstacles, single cells or small blocks.</summary>
internal static class RandomMap
{
    public static void Draw(Canvas canvas, ref Dice dice)
    {
        canvas.Cells.Clear();
        var share = dice.Between(0.05, 0.40);
        if (dice.Chance(0.7))
        {
            foreach (ref var cell in canvas.Cells)
                cell = dice.Chance(share) ? CellCost.Lethal : CellCost.Free;
            return;
        }
        var largest = dice.Between(2, 5);
        var area = share * canvas.Cells.Length;
        while (area > 0)
        {
            var (width, height) = (dice.Between(1, largest), dice.Between(1, largest));
            canvas.Fill(dice.Between(1 - width, canvas.Width - 1), dice.Between(1 - height, canvas.Height - 1), width, height, CellCost.Lethal);
            area -= width * height;
        }
    }
}
