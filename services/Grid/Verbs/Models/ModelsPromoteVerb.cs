using System.CommandLine;
using Spectre.Console;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Models;

/// <summary>What --json writes.</summary>
internal sealed record Promotion(string Name, string Alias, uint Version, string Digest, ulong Revision, string? Evaluation);

internal static class ModelsPromoteVerb
{
    static readonly Option<string> Alias = new("--alias") { Description = "Which alias moves.", DefaultValueFactory = _ => "champion" };
    static readonly Option<string> Proof = new("--evaluation")
    {
        Description = "The evaluation that proves it; else the newest attached to the version; where the gate asks for differences, the newest that compared it with what the alias names now.",
        HelpName = "ID",
    };

    static readonly Option<bool> Unproven = new("--unproven") { Description = "Move the champion without an evaluation, where the model has no gate." };

    public static Command Create()
    {
        var reference = ModelArguments.Reference();
        return Verb.Of("promote", "Moves an alias to a version, with an evaluation as its proof.", [reference, Alias, Proof, Unproven], async call =>
        {
            await using var grid = await call.ConnectAsync(GridRoles.Registry);
            var version = await grid.Packages.FindAsync(call.Required(reference)!, call.Cancellation);
            var proof = call.Value(Proof) ?? await NewestProofAsync(grid, version, call.Value(Alias)!, call.Cancellation);
            // Other aliases are names to talk of a version by; the champion is what a name alone gives to everybody.
            if (proof.Length == 0 && call.Value(Alias) == ModelReference.Champion && !call.Value(Unproven))
                throw new CommandFailedException("NO_PROOF", $"No evaluation is attached to {version.Model}@{version.Number}: trmgrid evaluate {version.Model}@{version.Number} makes one, or promote it with --unproven.");
            var promotion = await MoveAsync(grid, version, call.Value(Alias)!, proof, call.Cancellation);
            call.Output.Finish(promotion, GridJson.Default.Promotion,
                console => console.WriteLine($"{promotion.Name}@{promotion.Alias} is now version {promotion.Version}, {promotion.Digest}."));
        });
    }

    /// <summary>Compare and swap: fails when somebody else moves the alias meanwhile.</summary>
    public static async Task<Promotion> MoveAsync(GridConnection grid, ModelVersion version, string alias, string evaluation, CancellationToken cancellation)
    {
        var model = await ModelQueries.ModelAsync(grid, version.Model, cancellation);
        var request = new SetAliasRequest
        {
            Model = version.Model,
            Alias = alias,
            VersionDigest = version.Digest,
            ExpectedRevision = model.Aliases.FirstOrDefault(one => one.Name == alias)?.Revision ?? 0,
            EvaluationId = evaluation,
        };
        var moved = (await grid.Registry.SetAliasAsync(request, Calls.Unary(cancellation))).Alias;
        return new Promotion(version.Model, moved.Name, moved.VersionNumber, moved.VersionDigest, moved.Revision,
            moved.EvaluationId.Length > 0 ? moved.EvaluationId : null);
    }

    /// <summary>The newest; where the gate asks how the version differs from what the alias names now, the newest that compared the two.</summary>
    static async Task<string> NewestProofAsync(GridConnection grid, ModelVersion version, string alias, CancellationToken cancellation)
    {
        var model = await ModelQueries.ModelAsync(grid, version.Model, cancellation);
        var replaced = model.Aliases.FirstOrDefault(one => one.Name == alias)?.VersionDigest;
        var compares = replaced is not null && (model.Gate?.Conditions.Any(one => one.HasDifferenceAtLeast || one.HasDifferenceAtMost) ?? false);
        return version.Evaluations.OrderBy(outcome => compares && outcome.BaselineDigest == replaced).ThenBy(outcome => outcome.EndedAt?.Seconds).LastOrDefault()?.EvaluationId ?? "";
    }
}
