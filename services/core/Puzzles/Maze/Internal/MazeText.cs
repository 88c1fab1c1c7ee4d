using System.Diagnostics.CodeAnalysis;

namespace Trm.Grid.Puzzles.Maze.Internal;

/// <summary>Reads mazes from text.</summary>
internal static class MazeText
{
    public static bool TryRead(string text, [NotNullWhen(true)] out MazeGrid? grid, [NotNullWhen(false)] out string? fault)
    {
        grid = null;
        if (!TrySize(ref text, out var height, out var width, out fault))
            return false;
        var cells = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            var token = MazeCell.Characters.IndexOf(text[i], StringComparison.Ordinal) + 1;
            if (token == 0)
            {
                var shown = char.IsControl(text[i]) ? $"U+{(int)text[i]:X4}" : $"'{text[i]}'";
                fault = $"reading a maze: expected '#', ' ', 'S', 'G' or 'o' at row {i / width + 1} column {i % width + 1}, got {shown}";
                return false;
            }
            cells[i] = (byte)token;
        }
        grid = new(height, width, cells);
        return true;
    }

    /// <summary>Finds rows and columns, and takes line ends out of the text.</summary>
    private static bool TrySize(ref string text, out int height, out int width, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        if (text.Contains('\n', StringComparison.Ordinal))
        {
            var rows = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
            (height, width) = (rows.Length, rows[0].Length);
            var ragged = Array.FindIndex(rows, row => row.Length != rows[0].Length);
            if (ragged >= 0)
                fault = $"reading a maze: expected rows of {width} characters like the first, row {ragged + 1} has {rows[ragged].Length}; were spaces at its end cut off?";
            text = string.Concat(rows);
        }
        else
        {
            height = width = (int)Math.Sqrt(text.Length);
            if (width * width != text.Length)
                fault = $"reading a maze: expected a square number of characters, such as 900 for 30x30, got {text.Length}; were spaces at its ends cut off?";
        }
        if (fault is null && (text.Length == 0 || height > MazeGrid.MaxSide || width > MazeGrid.MaxSide))
            fault = $"reading a maze: expected 1 to {MazeGrid.MaxSide} rows and columns, got {height}x{width}";
        return fault is null;
    }
}
