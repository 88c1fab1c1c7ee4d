using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Verbs.Evaluations;

/// <summary>Sudoku questions out of a CSV file.</summary>
internal static class SudokuRows
{
    /// <param name="path">Columns source,question,answer,rating.</param>
    /// <param name="limit">So many rows, drawn at random; null: all of them.</param>
    /// <param name="seed">Which rows are drawn.</param>
    /// <param name="output">Is told how many rows were passed over.</param>
    /// <exception cref="CommandFailedException">No row holds a 9x9 puzzle.</exception>
    public static EvaluationSet Read(string path, int? limit, ulong seed, Output output)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file of puzzles at {path}.");
        var (puzzles, rejected) = SudokuCsv.Load(path);
        if (rejected.Count > 0) output.Aside($"passed over {rejected.Count} rows; the first is line {rejected[0].Line}: {rejected[0].Fault}");
        var drawn = limit < puzzles.Count ? Draw(puzzles, limit.Value, seed) : puzzles;
        var set = new EvaluationSet { Name = $"{Path.GetFileName(path)}: {drawn.Count} of {puzzles.Count} rows, seed {seed}" };
        foreach (var puzzle in drawn)
            set.Sudoku.Add(new SudokuInstance { Puzzle = puzzle.Question.ToString(), Answer = puzzle.Answer.ToString(), Source = puzzle.Source });
        return set.Sudoku.Count > 0 && drawn.All(puzzle => puzzle.Question.Side == 9) ? set : throw new CommandFailedException("DATASET_INVALID",
            $"{path} holds no row that can be asked, or others than 9x9: expected a header and rows of source,question,answer,rating with 81 characters each.");
    }

    // The first steps of a shuffle: every row is as likely, none comes twice.
    static List<SudokuPuzzle> Draw(IReadOnlyList<SudokuPuzzle> puzzles, int count, ulong seed)
    {
        var random = new Random((int)((seed ^ (seed >> 32)) & int.MaxValue));
        var shuffled = puzzles.ToArray();
        for (var i = 0; i < count; i++)
        {
            var other = random.Next(i, shuffled.Length);
            (shuffled[i], shuffled[other]) = (shuffled[other], shuffled[i]);
        }
        return [.. shuffled.Take(count)];
    }
}
