using Trm.Grid.Puzzles.Sudoku.Internal;

namespace Trm.Grid.Puzzles.Sudoku;

/// <summary>The rules, and nothing but the rules: no solver is asked.</summary>
public static class SudokuRules
{
    /// <summary>Every doubled digit, unit by unit: rows, columns, boxes. Two cells that share a row and a box are named twice.</summary>
    public static IReadOnlyList<SudokuConflict> Conflicts(SudokuGrid grid)
    {
        var units = SudokuUnits.For(grid.Box);
        var conflicts = new List<SudokuConflict>();
        Span<int> seenAt = stackalloc int[grid.Side + 1];
        for (var unit = 0; unit < units.Count; unit++)
        {
            seenAt.Fill(-1);
            foreach (var cell in units.Unit(unit))
            {
                var digit = grid.Cells[cell];
                if (digit == 0)
                    continue;
                if (seenAt[digit] >= 0)
                    conflicts.Add(new(units.NameOf(unit), digit, seenAt[digit], cell, grid.Side));
                seenAt[digit] = cell;
            }
        }
        return conflicts;
    }

    /// <summary>Whether every row, column and box holds every digit exactly once.</summary>
    public static bool IsSolved(SudokuGrid grid)
    {
        var units = SudokuUnits.For(grid.Box);
        var all = (1 << grid.Side) - 1;
        for (var unit = 0; unit < units.Count; unit++)
        {
            var seen = 0;
            foreach (var cell in units.Unit(unit))
                seen |= 1 << grid.Cells[cell] >> 1;
            if (seen != all)
                return false;
        }
        return true;
    }

    /// <summary>Whether the answer is solved and keeps every given of the question.</summary>
    public static bool Answers(SudokuGrid question, SudokuGrid answer) => question.IsKeptBy(answer) && IsSolved(answer);
}
