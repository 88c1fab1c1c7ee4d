using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Tests.Unit.Puzzles.Sudoku;

/// <summary>Known puzzles, and the real files where they are at hand.</summary>
internal static class SudokuData
{
    // Wikipedia's example, and its solution.
    public static readonly SudokuGrid Question = SudokuGrid.Parse("53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79");
    public static readonly SudokuGrid Answer = SudokuGrid.Parse("534678912672195348198342567859761423426853791713924856961537284287419635345286179");

    /// <summary>Path of a real file beside the checkout; skips the test where there is none.</summary>
    public static string File(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", "sudoku", name);
            if (System.IO.File.Exists(path))
                return path;
        }
        Assert.Skip($"no {name} in a shared/data folder above the checkout");
        return "";
    }
}
