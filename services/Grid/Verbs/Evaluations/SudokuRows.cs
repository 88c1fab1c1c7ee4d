using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Verbs.Evaluations;

/// <summary>Sudoku questions out of a file.</summary>
internal static class SudokuRows
{
    /// <param name="path">A dataset, a CSV file with the columns source,question,answer,rating, or a list of puzzles.</param>
    /// <param name="side">Rows and columns of the model's puzzles, 9 or 4; puzzles of another size are passed over.</param>
    /// <param name="limit">So many rows, drawn at random; null: all of them.</param>
    /// <param name="seed">Which rows are drawn.</param>
    /// <param name="output">Is told how many rows were passed over.</param>
    /// <exception cref="CommandFailedException">No row holds a puzzle of that size.</exception>
    public static EvaluationSet Read(string path, int side, int? limit, ulong seed, Output output)
    {
        var rows = Dataset.IsDataset(path) ? [] : SudokuFile.Read(path, prove: false).ToList();
        var rejected = rows.FindAll(row => row.Puzzle is null);
        var puzzles = Dataset.IsDataset(path) ? FromDataset(path) : [.. rows.Where(row => row.Puzzle is not null).Select(row => row.Puzzle!)];
        if (rejected.Count > 0) output.Aside($"passed over {rejected.Count} rows; the first is line {rejected[0].Line}: {rejected[0].Fault}");
        var fitting = puzzles.FindAll(puzzle => puzzle.Question.Side == side);
        if (fitting.Count < puzzles.Count) output.Aside($"passed over {puzzles.Count - fitting.Count} puzzles that are not of {side}x{side} cells, the model's size");
        var drawn = DrawnRows.Of(fitting, limit, seed);
        var set = new EvaluationSet { Name = $"{Path.GetFileName(path)}: {drawn.Count} of {fitting.Count} rows, seed {seed}" };
        foreach (var puzzle in drawn)
            set.Sudoku.Add(new SudokuInstance { Puzzle = puzzle.Question.ToString(), Answer = puzzle.Answer.ToString(), Source = puzzle.Source });
        return set.Sudoku.Count > 0 ? set : throw new CommandFailedException("DATASET_INVALID",
            $"{path} holds no row that can be asked: expected a header and rows of source,question,answer,rating, or lines with a puzzle, of {side * side} characters each{(rejected.Count > 0 ? $"; line {rejected[0].Line}: {rejected[0].Fault}" : "")}.");
    }

    static List<SudokuPuzzle> FromDataset(string path)
    {
        using var dataset = Dataset.Open(path);
        return dataset.Kind == DatasetKind.Sudoku
            ? [.. dataset.Records.Select(record => new SudokuPuzzle { Question = GridOf(record.Question), Answer = GridOf(record.Answer!), Source = record.Group, Rating = record.Numbers[0] })]
            : throw new CommandFailedException("DATASET_INVALID", $"{path} is a dataset of {dataset.Kind}, the model's task is sudoku.");
    }

    static SudokuGrid GridOf(ByteGrid grid) => new(grid.Height == 4 ? 2 : 3, grid.Cells);
}
