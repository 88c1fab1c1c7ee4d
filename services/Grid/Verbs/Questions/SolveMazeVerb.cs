using System.CommandLine;
using Spectre.Console;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;
using Trm.Grid.Pictures.Panels;
using Trm.Grid.Puzzles.Maze;
using MazeQuestion = Trm.Grid.Contracts.V1.MazeQuestion;

namespace Trm.Grid.Verbs.Questions;

/// <summary>What --json writes.</summary>
/// <param name="Answer">One line for each row, 'o' for the path.</param>
/// <param name="Solver">trm or exact.</param>
/// <param name="Ms">Computation, without the way there and back.</param>
internal sealed record SolvedMaze(string Answer, string Solver, bool Verified, uint Steps, uint Views, double Ms);

internal static class SolveMazeVerb
{
    static readonly Argument<FileInfo> Maze = new("FILE") { Description = "A text file, one line for each row: '#' a wall, ' ' free, S the start, G the goal." };
    static readonly Option<bool> NoExact = new("--no-exact") { Description = "Do not let an exact solver answer where the network does not." };

    public static Command Create()
    {
        var (asking, explaining) = (new Asking(), new Explaining());
        return Verb.Of("maze", "Finds a shortest path through a maze.", [Maze, .. asking.Options, NoExact, explaining.Option], async call =>
        {
            var file = call.Required(Maze);
            if (!file.Exists) throw new FileNotFoundException($"There is no maze at {file.FullName}.");
            var text = await File.ReadAllTextAsync(file.FullName, call.Cancellation);
            await using var grid = await call.ConnectAsync(GridRoles.Solving, GridRoles.Registry);
            var request = asking.Of(call);
            request.Maze = new MazeQuestion { Maze = text };
            request.AllowExact = !call.Value(NoExact);
            var answer = await explaining.AskAsync(call, grid, request, "How the path through this maze came about", (step, _) => step.ClassCount == MazeTask.Moves.Classes ? PolicyPanel.Of(MazeGrid.Parse(text)) : CellPanel.ForMazes((int)step.Width));
            var solved = new SolvedMaze(answer.Maze, EnumText.Of(answer.Solver), answer.Verified, answer.Steps, answer.Views,
                answer.Elapsed?.ToTimeSpan().TotalMilliseconds ?? 0);
            call.Output.Finish(solved, GridJson.Default.SolvedMaze, console => Show(console, solved));
        });
    }

    static void Show(IAnsiConsole console, SolvedMaze solved)
    {
        foreach (var row in solved.Answer.Split('\n')) console.WriteLine(row);
        console.WriteLine($"{(solved.Verified ? "checked" : "NOT right")}, answered by {solved.Solver} after {solved.Steps} steps and {solved.Views} views in {Numbers.Text(solved.Ms, "0.0")} ms");
    }
}
