using System.CommandLine;
using Spectre.Console;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;
using Trm.Grid.Pictures.Panels;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Runtime.Wire;

namespace Trm.Grid.Verbs.Questions;

/// <summary>What --json writes.</summary>
/// <param name="Answer">Rows of numbers; empty where the network has not settled on a grid.</param>
/// <param name="Believed">Whether the halt head believes in the answer. Nobody else can tell.</param>
/// <param name="Ms">Computation, without the way there and back.</param>
/// <param name="Second">ARC: what came second in the vote, for two answers may be handed in; null where nothing did.</param>
internal sealed record SolvedGrid(
    IReadOnlyList<IReadOnlyList<int>> Answer, string Solver, bool Verified, bool Believed, uint Steps, double Ms, IReadOnlyList<IReadOnlyList<int>>? Second = null);

internal static class SolveGridVerb
{
    static readonly Argument<FileInfo> Question = new("FILE") { Description = "JSON: a list of rows of numbers, or an object with such a list as its input." };

    static readonly Option<string> Task = new("--task") { Description = "The ARC task whose test it is: one that the model was trained on.", HelpName = "NAME" };

    public static Command Create()
    {
        var (asking, explaining) = (new Asking(), new Explaining());
        return Verb.Of("grid", "Asks a model that was trained on a task of your own.", [Question, Task, .. asking.Options, explaining.Option], async call =>
        {
            var question = Read(call.Required(Question));
            await using var grid = await call.ConnectAsync(GridRoles.Solving, GridRoles.Registry);
            var request = asking.Of(call);
            request.Grid = new GridQuestion { Grid = NumberGridWire.ToMessage(question), Task = call.Value(Task) ?? "" };
            var answer = await explaining.AskAsync(call, grid, request, "How this grid's answer came about", (step, _) => CellPanel.ForNumbers((int)step.Width));
            var solved = new SolvedGrid(RowsOf(answer.Grid), EnumText.Of(answer.Solver), answer.Verified, answer.HaltLogit > 0, answer.Steps,
                answer.Elapsed?.ToTimeSpan().TotalMilliseconds ?? 0, answer.SecondGrid is { } second ? RowsOf(second) : null);
            call.Output.Finish(solved, GridJson.Default.SolvedGrid, console => Show(console, solved));
        });
    }

    static int[][] RowsOf(NumberGrid grid) => [.. grid.Cells.Select(cell => (int)cell).Chunk((int)Math.Max(1, grid.Width))];

    static ByteGrid Read(FileInfo file)
    {
        if (!file.Exists) throw new FileNotFoundException($"There is no grid at {file.FullName}.");
        try
        {
            return GridText.Read(File.ReadAllText(file.FullName));
        }
        catch (FormatException fault)
        {
            throw new CommandFailedException("PUZZLE_INVALID", $"{file.Name}: {fault.Message}", fault);
        }
    }

    static void Show(IAnsiConsole console, SolvedGrid solved)
    {
        if (solved.Answer.Count == 0) console.WriteLine("no grid can be read off the answer: the network has not settled on one");
        foreach (var row in solved.Answer) console.WriteLine(string.Join(' ', row));
        if (solved.Second is { } second)
        {
            console.WriteLine("or, second in the vote:");
            foreach (var row in second) console.WriteLine(string.Join(' ', row));
        }
        console.WriteLine($"{(solved.Believed ? "the network believes in it" : "the network does NOT believe in it")}, after {solved.Steps} steps in {Numbers.Text(solved.Ms, "0.0")} ms");
    }
}
