using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Planning.Generators;

/// <summary>A spanning tree of corridors, mostly 1 to 4 cells wide (depth-first, so the ways are long), with a few walls broken so that some have loops.</summary>
internal static class MazeMap
{
    public static void Draw(Canvas canvas, ref Dice dice)
    {
        canvas.Cells.Fill(CellCost.Lethal);
        var shorter = Math.Min(canvas.Width, canvas.Height);
        var corridor = dice.Between(1, dice.Chance(0.2) ? Math.Max(1, shorter / 2) : Math.Clamp(shorter / 6, 1, 4));
        var pitch = corridor + (corridor > 1 && dice.Chance(0.3) ? 2 : 1);
        // The lattice begins outside the map by chance: the map is a piece of a larger maze.
        var (left, top) = (dice.Between(1 - corridor, 1), dice.Between(1 - corridor, 1));
        var columns = Math.Max(1, (canvas.Width - left + pitch - 1) / pitch);
        var rows = Math.Max(1, (canvas.Height - top + pitch - 1) / pitch);
        var visited = new bool[columns * rows];
        var stack = new int[columns * rows];
        var depth = 0;
        stack[depth++] = dice.Between(0, visited.Length - 1);
        visited[stack[0]] = true;
        canvas.Fill(left + (stack[0] % columns * pitch), top + (stack[0] / columns * pitch), corridor, corridor, CellCost.Free);
        while (depth > 0)
        {
            var node = stack[depth - 1];
            var next = Unvisited(node, columns, rows, visited, ref dice);
            if (next < 0)
            {
                depth--;
                continue;
            }
            visited[next] = true;
            Open(canvas, node, next, columns, left, top, pitch, corridor);
            stack[depth++] = next;
        }
        for (var loops = (int)(dice.Between(0, 0.15) * visited.Length); loops > 0; loops--)
        {
            var node = dice.Between(0, visited.Length - 1);
            var right = dice.Chance(0.5);
            if (right ? node % columns < columns - 1 : node / columns < rows - 1)
                Open(canvas, node, node + (right ? 1 : columns), columns, left, top, pitch, corridor);
        }
    }

    private static int Unvisited(int node, int columns, int rows, bool[] visited, ref Dice dice)
    {
        var (x, y) = (node % columns, node / columns);
        var first = dice.Between(0, 3);
        for (var turn = 0; turn < 4; turn++)
        {
            var move = ((first + turn) & 3) * 2;
            var (nx, ny) = (x + Move.Dx[move], y + Move.Dy[move]);
            if ((uint)nx < (uint)columns && (uint)ny < (uint)rows && !visited[(ny * columns) + nx])
                return (ny * columns) + nx;
        }
        return -1;
    }

    private static void Open(Canvas canvas, int a, int b, int columns, int left, int top, int pitch, int corridor)
    {
        var (x, y) = (Math.Min(a % columns, b % columns), Math.Min(a / columns, b / columns));
        var sideways = a / columns == b / columns;
        canvas.Fill(left + (x * pitch), top + (y * pitch), corridor + (sideways ? pitch : 0), corridor + (sideways ? 0 : pitch), CellCost.Free);
    }
}
