using System.CommandLine;
using Spectre.Console;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;
using Trm.Grid.Pictures.Panels;
using Sudoku = Trm.Grid.Puzzles.Sudoku.SudokuGrid;

namespace Trm.Grid.Verbs.Questions;

/// <summary>What --json writes.</summary>
/// <param name="Answer">81 digits, of 4x4 cells 16; '.' where the network has not settled on one.</param>
/// <param name="Solver">trm or exact.</param>
/// <param name="Ms">Computation, without the way there and back.</param>
internal sealed record SolvedSudoku(string Answer, string Solver, bool Verified, uint Steps, uint Views, double Ms);

internal static class SolveSudokuVerb
{
    static readonly Argument<string> Puzzle = new("PUZZLE81") { Description = "81 characters row by row, '.' or '0' for a blank; 16 for a model of 4x4 cells." };
    static readonly Option<bool> NoExact = new("--no-exact") { Description = "Do not let an exact solver answer where the network does not." };

    public static Command Create()
    {
        var (asking, explaining) = (new Asking(), new Explaining());
        return Verb.Of("sudoku", "Solves a Sudoku.", [Puzzle, .. asking.Options, NoExact, explaining.Option], async call =>
        {
            await using var grid = await call.ConnectAsync(GridRoles.Solving, GridRoles.Registry);
            var request = asking.Of(call);
            request.Sudoku = new SudokuQuestion { Puzzle = call.Required(Puzzle) };
            request.AllowExact = !call.Value(NoExact);
            var answer = await explaining.AskAsync(call, grid, request, "How this Sudoku's answer came about", (_, right) => SudokuPanel.Of(Sudoku.Parse(request.Sudoku.Puzzle), Sudoku.Parse(right.Sudoku)));
            var solved = new SolvedSudoku(answer.Sudoku, EnumText.Of(answer.Solver), answer.Verified, answer.Steps, answer.Views,
                answer.Elapsed?.ToTimeSpan().TotalMilliseconds ?? 0);
            call.Output.Finish(solved, GridJson.Default.SolvedSudoku, console => Show(console, solved));
        });
    }

    static void Show(IAnsiConsole console, SolvedSudoku solved)
    {
        foreach (var line in Lines(solved.Answer)) console.WriteLine(line);
        console.WriteLine($"{(solved.Verified ? "checked" : "NOT right")}, answered by {solved.Solver} after {solved.Steps} steps and {solved.Views} views in {Numbers.Text(solved.Ms, "0.0")} ms");
    }

    /// <summary>A grid of any size for people, its boxes apart.</summary>
    public static IEnumerable<string> Lines(string answer)
    {
        var side = (int)Math.Sqrt(answer.Length);
        var box = (int)Math.Sqrt(side);
        var rows = answer.Chunk(side).Select(digits => string.Join(" | ", digits.Chunk(box).Select(part => string.Join(' ', part)))).ToList();
        for (var row = 0; row < side; row++)
        {
            if (row > 0 && row % box == 0) yield return string.Concat(rows[0].Select(letter => letter == '|' ? '+' : '-'));
            yield return rows[row];
        }
    }
}
