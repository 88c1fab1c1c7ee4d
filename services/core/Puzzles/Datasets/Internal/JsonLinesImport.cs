using System.Text.Json;
using Trm.Grid.Puzzles.Grids;

namespace Trm.Grid.Puzzles.Datasets.Internal;

/// <summary>
/// Pairs of grids of a task of one's own: <c>.jsonl</c> files with <c>{"input": [[…]], "output": [[…]]}</c> in every line, or <c>.json</c> files in
/// the form of ARC's tasks. Lines with <c>"split": "test"</c>, lines of files whose name begins with test, and ARC's tests are for measuring only.
/// </summary>
internal static class JsonLinesImport
{
    public static IEnumerable<DatasetRecord> Read(IReadOnlyList<string> files, List<RejectedRow> rejected) =>
        DataFiles.Of(files, ".jsonl", ".json").SelectMany(file => Path.GetExtension(file) == ".json" ? Task(file, rejected) : Lines(file, rejected));

    private static IEnumerable<DatasetRecord> Lines(string file, List<RejectedRow> rejected)
    {
        var name = Path.GetFileName(file);
        var row = 0;
        foreach (var line in File.ReadLines(file))
        {
            row++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            if (Sound(() => Pair(line, name)) is var (record, fault) && record is not null)
                yield return record;
            else
                rejected.Add(new(name, row, fault));
        }
    }

    private static IEnumerable<DatasetRecord> Task(string file, List<RejectedRow> rejected)
    {
        var (records, fault) = Sound(() =>
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return GridJson.Task(json.RootElement, null, Path.GetFileNameWithoutExtension(file), GridsTask.MaxSide, GridsTask.MaxValue);
        });
        if (records is null)
            rejected.Add(new(Path.GetFileName(file), 0, fault));
        return records?.Where(record => record.Answer is not null) ?? [];
    }

    private static DatasetRecord Pair(string line, string file)
    {
        using var json = JsonDocument.Parse(line);
        var pair = json.RootElement;
        if (pair.ValueKind != JsonValueKind.Object || !pair.TryGetProperty("input", out var input) || !pair.TryGetProperty("output", out var output))
            throw new FormatException("expected an object with input and output");
        var split = pair.TryGetProperty("split", out var named) ? named.ToString() : file.StartsWith("test", StringComparison.OrdinalIgnoreCase) ? "test" : "train";
        if (split is not ("train" or "test"))
            throw new FormatException($"split: expected train or test, got '{split}'");
        return new()
        {
            Question = GridJson.Grid(input, GridsTask.MaxSide, GridsTask.MaxValue),
            Answer = GridJson.Grid(output, GridsTask.MaxSide, GridsTask.MaxValue),
            IsTest = split == "test",
        };
    }

    private static (T? Result, string Fault) Sound<T>(Func<T> read) where T : class
    {
        try
        {
            return (read(), "");
        }
        catch (FormatException fault)
        {
            return (null, fault.Message);
        }
        catch (JsonException fault)
        {
            return (null, $"expected JSON: {fault.Message}");
        }
    }
}
