using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Puzzles.Datasets.Internal;

/// <summary>Sudokus out of files of either kind.</summary>
internal static class SudokuImport
{
    public static IEnumerable<DatasetRecord> Read(IReadOnlyList<string> files, List<RejectedRow> rejected)
    {
        foreach (var file in files)
            foreach (var row in SudokuFile.Read(file, prove: true))
                if (row.Puzzle is null)
                    rejected.Add(new(Path.GetFileName(file), row.Line, row.Fault));
                else
                    yield return new()
                    {
                        Question = GridOf(row.Puzzle.Question),
                        Answer = GridOf(row.Puzzle.Answer),
                        Group = row.Puzzle.Source,
                        Numbers = [row.Puzzle.Rating],
                    };
    }

    private static ByteGrid GridOf(SudokuGrid grid) => new(grid.Side, grid.Side, grid.Cells);
}
