using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;
using Trm.Grid.Puzzles.Datasets;

namespace Trm.Grid.Verbs.Data;

/// <summary>What --json writes.</summary>
/// <param name="Dataset">The file that was written.</param>
/// <param name="Digest">Its SHA-256, which is its identity.</param>
/// <param name="Count">Records in it.</param>
/// <param name="Rejected">What was left out, and why.</param>
internal sealed record ImportedDataset(string Dataset, string Digest, int Count, IReadOnlyList<RejectedRow> Rejected);

internal static class DataImportVerb
{
    const int ShownRows = 20;
    static readonly Argument<string> Kind = new("KIND") { Description = string.Join(", ", DatasetImport.Sources) + "." };
    static readonly Argument<string[]> Files = new("FILE") { Description = "Files; of arc and jsonl folders too.", Arity = ArgumentArity.OneOrMore };
    static readonly Option<string[]> TestsOf = new("--tests-of")
    {
        Description = "Of arc: hold out the tests of these files or folders alone, and train on those of the others, as the papers do; else all are held out.",
        HelpName = "FILE", AllowMultipleArgumentsPerToken = true,
    };
    static readonly Option<FileInfo> Out = new("--out") { Description = "Where the dataset is written; else into the data folder, named by its digest.", HelpName = "FILE" };

    public static Command Create()
    {
        Kind.AcceptOnlyFromAmong([.. DatasetImport.Sources]);
        return Verb.Of("import", "Turns files of puzzles into a dataset to train on; unsound rows are left out and told.", [Kind, Files, TestsOf, Out], ImportAsync);
    }

    static async Task ImportAsync(VerbCall call)
    {
        var (records, rejected) = await Task.Run(() => Read(call.Required(Kind), call.Required(Files), call.Value(TestsOf) ?? [], call.Cancellation), call.Cancellation);
        if (records.Count == 0)
            throw new CommandFailedException("DATASET_INVALID", $"Nothing was written: no sound row in {string.Join(", ", call.Required(Files))}"
                + (rejected.Count > 0 ? $"; the first of {rejected.Count}: {rejected[0].File} row {rejected[0].Row}: {rejected[0].Reason}" : "") + ".");
        var path = call.Value(Out)?.FullName ?? Path.Combine((call.Home is { } home ? new GridPaths(home) : GridPaths.Default()).Home, "datasets", $"new-{Environment.ProcessId}");
        var digest = records.Save(path);
        if (call.Value(Out) is null)
        {
            var named = Path.Combine(Path.GetDirectoryName(path)!, digest.Replace("sha256:", "", StringComparison.Ordinal) + ".trmdata");
            File.Move(path, named, overwrite: true);
            path = named;
        }
        var imported = new ImportedDataset(path, digest, records.Count, rejected);
        call.Output.Finish(imported, GridJson.Default.ImportedDataset, console =>
        {
            if (rejected.Count > 0)
            {
                var table = Tables.Of("file", ">row", "left out because");
                foreach (var row in rejected.Take(ShownRows)) table.Row(row.File, row.Row.ToString(CultureInfo.InvariantCulture), row.Reason);
                console.Write(table);
                if (rejected.Count > ShownRows) console.WriteLine($"and {rejected.Count - ShownRows} more");
            }
            console.WriteLine($"{records.Count} records, {rejected.Count} left out: {path}");
            console.WriteLine(digest);
        });
    }

    static (DatasetWriter, IReadOnlyList<RejectedRow>) Read(string kind, string[] files, string[] testsOf, CancellationToken cancellation)
    {
        if (testsOf.Except(files).FirstOrDefault() is { } stray)
            throw new CommandFailedException("INVALID_REQUEST", $"--tests-of names {stray}, which is not among the files to import.");
        if (testsOf.Length > 0 && kind != "arc")
            throw new CommandFailedException("INVALID_REQUEST", $"--tests-of is for arc, {kind} tells no tests apart.");
        if (files.FirstOrDefault(file => !File.Exists(file) && !Directory.Exists(file)) is { } missing)
            throw new FileNotFoundException($"There is no file or folder {missing}.");
        try
        {
            return DatasetImport.Read(kind, files, testsOf, cancellation);
        }
        catch (FormatException fault)
        {
            throw new CommandFailedException("DATASET_INVALID", fault.Message, fault);
        }
    }
}
