using System.CommandLine;
using System.Globalization;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Models;

/// <summary>What --json writes.</summary>
internal sealed record ModelList(IReadOnlyList<ModelView> Models);

internal static class ModelsListVerb
{
    public static Command Create() => Verb.Of("list", "Lists the models and where their aliases point.", [], async call =>
    {
        await using var grid = await call.ConnectAsync(GridRoles.Registry);
        var models = await Pages.AllAsync(
            token => grid.Registry.ListModelsAsync(new ListModelsRequest { PageToken = token }, Calls.Unary(call.Cancellation)).ResponseAsync,
            page => page.Models.Select(ModelView.Of), page => page.NextPageToken);
        call.Output.Finish(new ModelList(models), GridJson.Default.ModelList, console =>
        {
            var table = Tables.Of("model", "task", ">versions", "alias", ">version", "digest");
            foreach (var model in models)
            {
                var rows = model.Aliases.Count > 0 ? model.Aliases.Select(one => ((string Name, AliasView? Alias))(one.Key, one.Value)) : [("–", null)];
                foreach (var (name, alias) in rows)
                    table.Row(model.Name, model.Task, model.Versions.ToString(CultureInfo.InvariantCulture), name,
                        alias?.Number.ToString(CultureInfo.InvariantCulture) ?? "–", Numbers.ShortDigest(alias?.Digest));
            }
            console.Write(table);
        });
    });
}
