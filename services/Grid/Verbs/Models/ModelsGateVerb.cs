using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Spectre.Console;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Models;

/// <summary>What --json writes.</summary>
/// <param name="Name">The model.</param>
/// <param name="Gate">What its aliases ask of an evaluation; null where they ask nothing.</param>
internal sealed record ModelGate(string Name, GateView? Gate);

internal static class ModelsGateVerb
{
    static readonly Argument<string> Name = new("NAME") { Description = "The model." };
    static readonly Option<string[]> AtLeast = Bound("--at-least", "A metric that must reach so much: valid=0.95.");
    static readonly Option<string[]> AtMost = Bound("--at-most", "A metric that must not exceed so much: p99_ms=300.");
    static readonly Option<string[]> DifferenceAtLeast = Bound("--difference-at-least", "Beside the version that the alias names now, so much at least with 95 % confidence: valid=-0.01 for no more than one point worse.");
    static readonly Option<string[]> DifferenceAtMost = Bound("--difference-at-most", "The same for what is better when it is less: cost_ratio=0.01.");
    static readonly Option<ulong> MinCount = new("--min-count") { Description = "Instances that an evaluation must have asked at least.", HelpName = "N" };
    static readonly Option<bool> None = new("--none") { Description = "Take the gate away." };

    public static Command Create()
    {
        Option[] parts = [AtLeast, AtMost, DifferenceAtLeast, DifferenceAtMost, MinCount];
        var command = Verb.Of("gate", "Shows what an evaluation must prove before a model's aliases move, or sets it as a whole.", [Name, .. parts, None], async call =>
        {
            await using var grid = await call.ConnectAsync(GridRoles.Registry);
            var name = call.Required(Name);
            if (call.Value(None) || parts.Any(part => call.IsGiven(part)))
                await grid.Registry.SetGateAsync(new SetGateRequest { Model = name, Gate = GateOf(call) }, Calls.Unary(call.Cancellation));
            var gate = new ModelGate(name, GateView.Of((await ModelQueries.ModelAsync(grid, name, call.Cancellation)).Gate));
            call.Output.Finish(gate, GridJson.Default.ModelGate, console => Show(console, gate));
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(None) && parts.Any(part => result.GetResult(part) is { Implicit: false })) result.AddError("--none takes the gate away, and stands alone.");
        });
        return command;
    }

    static Option<string[]> Bound(string name, string description)
    {
        var option = new Option<string[]>(name) { Description = description + " May be repeated for other metrics.", HelpName = "METRIC=VALUE" };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (Parse(token.Value) is null) result.AddError($"{name} takes METRIC=VALUE with a number, got '{token.Value}'.");
            foreach (var twice in result.Tokens.Select(token => Parse(token.Value)?.Metric).OfType<string>().GroupBy(metric => metric).Where(metric => metric.Count() > 1))
                result.AddError($"{name} bounds {twice.Key} more than once: name it once.");
        });
        return option;
    }

    static Gate GateOf(VerbCall call)
    {
        var conditions = new SortedDictionary<string, GateCondition>(StringComparer.Ordinal);
        Take(AtLeast, (condition, bound) => condition.AtLeast = bound);
        Take(AtMost, (condition, bound) => condition.AtMost = bound);
        Take(DifferenceAtLeast, (condition, bound) => condition.DifferenceAtLeast = bound);
        Take(DifferenceAtMost, (condition, bound) => condition.DifferenceAtMost = bound);
        return new Gate { MinCount = call.Value(MinCount), Conditions = { conditions.Values } };

        void Take(Option<string[]> option, Action<GateCondition, double> set)
        {
            foreach (var (metric, bound) in (call.Value(option) ?? []).Select(text => Parse(text)!.Value))
            {
                if (!conditions.TryGetValue(metric, out var condition)) conditions[metric] = condition = new GateCondition { Metric = metric };
                set(condition, bound);
            }
        }
    }

    /// <returns>Null where it is no metric with a finite number.</returns>
    static (string Metric, double Bound)? Parse(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is var at and > 0
        && double.TryParse(text[(at + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) && double.IsFinite(bound) ? (text[..at], bound) : null;

    static void Show(IAnsiConsole console, ModelGate model)
    {
        if (model.Gate is not { } gate)
        {
            console.WriteLine($"{model.Name} has no gate: its aliases move without an evaluation, the champion with --unproven.");
            return;
        }
        console.WriteLine($"An alias of {model.Name} moves with an evaluation of at least {gate.MinCount} instances that shows:");
        var table = Tables.Of("metric", ">at least", ">at most", ">difference at least", ">difference at most");
        foreach (var one in gate.Conditions)
            table.Row(one.Metric, Text(one.AtLeast), Text(one.AtMost), Text(one.DifferenceAtLeast), Text(one.DifferenceAtMost));
        console.Write(table);
        if (gate.Conditions.Any(one => one.DifferenceAtLeast is not null || one.DifferenceAtMost is not null))
            console.WriteLine("Differences are to the version that the alias names, with 95 % confidence: evaluate NAME@NUMBER --against NAME@ALIAS finds them.");
    }

    static string Text(double? bound) => Numbers.Text(bound, "0.######");
}
