using System.Diagnostics;
using System.Globalization;
using Trm.Grid.Evaluation.Suites;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Sudoku;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Benchmarks;

/// <summary>
/// How long somebody waits for the answer to one puzzle that the bundled networks never saw: up to the first verified answer, or until eight views have
/// had their steps; beside the exact solver's time for the same puzzles.
/// <c>dotnet run -c Release --project tests/Benchmarks -- solving 100</c>
/// </summary>
internal static class SolvingBenchmark
{
    private const long Seed = 0x5017_1234;
    private const int HardRating = 20;

    public static IEnumerable<string> Rows(int count)
    {
        var minimal = Enumerable.Range(0, count).Select(index => SudokuGenerator.Minimal(3, Seed + index)).ToList();
        var hard = Enumerable.Range(0, count).Select(index => SudokuGenerator.Rated(3, Seed, index, HardRating)).ToList();
        var mazes = Enumerable.Range(0, count).Select(index => MazeGenerator.Draw(new(), Seed, index)).ToList();
        return
        [
            .. Solve("minimal Sudokus", BundledModel.Sudoku, minimal, puzzle => new SudokuQuestion(puzzle.Question, supposing: true), puzzle => SudokuSolver.Solve(puzzle.Question)),
            .. Solve($"Sudokus of rating {HardRating} and more", BundledModel.Sudoku, hard, puzzle => new SudokuQuestion(puzzle.Question, supposing: true), puzzle => SudokuSolver.Solve(puzzle.Question)),
            .. Solve("mazes of 30x30 cells", BundledModel.Maze, mazes, maze => new MazeQuestion(maze), maze => MazeSolver.Solve(maze.Question)),
        ];
    }

    private static IEnumerable<string> Solve<TPuzzle, TAnswer>(string what, string name, List<TPuzzle> puzzles, Func<TPuzzle, IQuestion<TAnswer>> questionOf, Func<TPuzzle, object?> exact)
    {
        foreach (var puzzle in puzzles) exact(puzzle); // once for nothing, as below
        var searched = puzzles.ConvertAll(puzzle => Milliseconds(() => exact(puzzle)));
        foreach (var precision in Enum.GetValues<Precision>())
        {
            using var model = BundledModel.Find(name, precision, threads: 0);
            if (model is null) continue;
            using var solver = new RecursiveSolver(model);
            solver.Solve(questionOf(puzzles[0]));
            var solutions = new List<Solution<TAnswer>>();
            var times = puzzles.ConvertAll(puzzle => Milliseconds(() => solutions.Add(solver.Solve(questionOf(puzzle)))));
            var verified = solutions.FindAll(solution => solution.Verified);
            yield return string.Create(CultureInfo.InvariantCulture,
                $"| {what}, {precision.ToString().ToLowerInvariant()} | {verified.Count / (double)puzzles.Count:0.0 %} | {verified.Select(solution => solution.Steps).DefaultIfEmpty(0).Average():0.0} | {Percentile.Of(times, 0.5):0.0} ms | {Percentile.Of(times, 0.95):0.0} ms | {Percentile.Of(searched, 0.5):0.000} ms | {Percentile.Of(searched, 0.95):0.000} ms |");
        }
    }

    private static double Milliseconds(Action work)
    {
        var began = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
