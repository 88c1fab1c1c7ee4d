using System.CommandLine;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Verbs.Models;

namespace Trm.Grid.Verbs.Questions;

/// <summary>Which model answers, and how long it may think, as options.</summary>
internal sealed class Asking
{
    /// <summary>A call's own deadline, beyond any thinking.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    readonly Option<ModelReference?> model = new("--model")
    {
        Description = "NAME[@ALIAS]; else the task's own.",
        HelpName = "MODEL",
        CustomParser = ModelArguments.Parse,
    };

    readonly Option<uint> steps = new("--steps") { Description = "Supervision steps at most; else the model's own limit.", HelpName = "N" };
    readonly Option<uint> views = new("--views") { Description = "Symmetries of the question to try at most, or digits supposed of a Sudoku by a network to which all are the same; else the service's own limit.", HelpName = "N" };

    public Asking()
    {
        Ranges.Require(steps, 1, 4096);
        Ranges.Require(views, 1, 1024);
    }

    public IReadOnlyList<Symbol> Options => [model, steps, views];

    public SolveRequest Of(VerbCall call) => new()
    {
        Model = call.Value(model)?.ToString() ?? "",
        MaxSteps = call.Value(steps),
        MaxViews = call.Value(views),
    };

    public uint Steps(VerbCall call) => call.Value(steps);
}
