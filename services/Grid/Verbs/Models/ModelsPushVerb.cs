using System.CommandLine;
using Spectre.Console;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Verbs.Models;

/// <summary>What --json writes.</summary>
internal sealed record PushedVersion(string Name, uint Version, string Digest, ulong SizeBytes);

internal static class ModelsPushVerb
{
    static readonly Argument<string> Package = new("PACKAGE") { Description = "A .trmpkg file, or the folder of an unpacked package." };
    static readonly Option<string> Name = new("--name") { Description = "The model's name; else the package's task.", HelpName = "MODEL" };

    public static Command Create() => Verb.Of("push", "Uploads a package and registers it as the model's next version.", [Package, Name], async call =>
    {
        var (folder, temporary) = Unpack(call.Required(Package));
        try
        {
            await PushAsync(call, folder, call.Value(Name));
        }
        finally
        {
            if (temporary is not null) Directory.Delete(temporary, recursive: true);
        }
    });

    /// <summary>Uploads an unpacked package and tells its version.</summary>
    /// <param name="call">What was typed.</param>
    /// <param name="folder">Where the package lies.</param>
    /// <param name="model">The model's name; null: the one of the package's task.</param>
    public static async Task PushAsync(VerbCall call, string folder, string? model)
    {
        var name = model ?? NameOf(PackageFolder.Open(folder).Manifest);
        await using var grid = await call.ConnectAsync(GridRoles.Registry);
        var version = await call.Output.TrackAsync($"pushing {name}", line =>
            grid.Packages.PushAsync(folder, name, Guid.NewGuid().ToString("n"), new TransferLine(line), call.Cancellation));
        var pushed = new PushedVersion(version.Model, version.Number, version.Digest, version.SizeBytes);
        call.Output.Finish(pushed, GridJson.Default.PushedVersion,
            console => console.WriteLine($"{pushed.Name} has version {pushed.Version}, {pushed.Digest}."));
    }

    static string NameOf(Manifest manifest) => SudokuTask.ModelName(manifest.Task, manifest.Height);

    static (string Folder, string? Temporary) Unpack(string package)
    {
        if (Directory.Exists(package)) return (package, null);
        if (!File.Exists(package)) throw new FileNotFoundException($"There is no package at {package}.");
        var beside = Directory.CreateTempSubdirectory("trmgrid-push-").FullName;
        try
        {
            Trmpkg.Unpack(package, Path.Combine(beside, "package"));
            return (Path.Combine(beside, "package"), beside);
        }
        catch
        {
            Directory.Delete(beside, recursive: true);
            throw;
        }
    }
}
