using System.CommandLine;
using Spectre.Console;
using Trm.Grid.Connection;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;
using Trm.Grid.Packages;

namespace Trm.Grid.Verbs.Models;

/// <summary>What --json writes.</summary>
internal sealed record SavedPackage(string Name, uint Version, string Digest, ulong SizeBytes, string File);

internal static class ModelsPullVerb
{
    static readonly Option<string> Out = new("--out") { Description = "The file to write; else NAME-NUMBER.trmpkg here.", HelpName = "FILE" };

    public static Command Create()
    {
        var reference = ModelArguments.Reference();
        return Verb.Of("pull", "Fetches a version, checks signature and digests, and writes it as one file.", [reference, Out], async call =>
        {
            await using var grid = await call.ConnectAsync(GridRoles.Registry);
            var pulled = await call.Output.TrackAsync($"pulling {call.Required(reference)}", line =>
                grid.Packages.PullAsync(call.Required(reference)!, new TransferLine(line), call.Cancellation));
            var file = Path.GetFullPath(call.Value(Out) ?? $"{pulled.Version.Model}-{pulled.Version.Number}{Trmpkg.Extension}");
            Trmpkg.Pack(pulled.Package, file);
            var saved = new SavedPackage(pulled.Version.Model, pulled.Version.Number, pulled.Version.Digest, pulled.Version.SizeBytes, file);
            call.Output.Finish(saved, GridJson.Default.SavedPackage, console => console.WriteLine($"{saved.Name} version {saved.Version}, {saved.Digest}, is checked and lies at {saved.File}."));
        });
    }
}
