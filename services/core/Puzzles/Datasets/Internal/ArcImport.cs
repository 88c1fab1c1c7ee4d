using System.Text.Json;
using Trm.Grid.Puzzles.Arc;

namespace Trm.Grid.Puzzles.Datasets.Internal;

/// <summary>
/// ARC tasks out of files with one task each, or out of challenges: files with many tasks by name, whose solutions stand in a second file of the
/// same name with <c>solutions</c> in place of <c>challenges</c>. A task with a broken pair is left out whole. Where files are named whose tests alone
/// are held out, the tests of all others that have answers are demonstrations too, as the papers train.
/// </summary>
internal static class ArcImport
{
    public static IEnumerable<DatasetRecord> Read(IReadOnlyList<string> files, IReadOnlyList<string> heldOut, List<RejectedRow> rejected)
    {
        var tested = DataFiles.Of(heldOut, ".json").Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in DataFiles.Of(files, ".json").Where(file => !IsSolutions(file)))
        {
            var row = 0;
            var isTested = heldOut.Count == 0 || tested.Contains(Path.GetFullPath(file));
            foreach (var (name, task, solutions) in Tasks(file, rejected))
            {
                row++;
                List<DatasetRecord> records;
                try
                {
                    records = GridJson.Task(task, solutions, name, ArcTask.Side, ArcTask.Colours - 1);
                }
                catch (FormatException fault)
                {
                    rejected.Add(new(Path.GetFileName(file), row, $"task {name}: {fault.Message}"));
                    continue;
                }
                if (!seen.Add(name))
                    rejected.Add(new(Path.GetFileName(file), row, $"task {name}: it came before, and a task is asked once"));
                else
                    foreach (var record in records)
                        yield return isTested || record.Answer is null ? record : record with { IsTest = false };
            }
        }
    }

    private static IEnumerable<(string Name, JsonElement Task, JsonElement? Solutions)> Tasks(string file, List<RejectedRow> rejected)
    {
        if (Parse(file, rejected) is not { } json)
            yield break;
        if (GridJson.IsTask(json) || json.ValueKind != JsonValueKind.Object)
        {
            yield return (Path.GetFileNameWithoutExtension(file), json, null);
            yield break;
        }
        var beside = file.Replace("challenges", "solutions", StringComparison.Ordinal);
        var solutions = beside != file && File.Exists(beside) ? Parse(beside, rejected) : null;
        foreach (var task in json.EnumerateObject())
            yield return (task.Name, task.Value, solutions is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty(task.Name, out var own) ? own : null);
    }

    private static JsonElement? Parse(string file, List<RejectedRow> rejected)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return json.RootElement.Clone();
        }
        catch (JsonException fault)
        {
            rejected.Add(new(Path.GetFileName(file), 0, $"expected JSON: {fault.Message}"));
            return null;
        }
    }

    // Next to their challenges they are read along.
    private static bool IsSolutions(string file) =>
        Path.GetFileName(file).Contains("solutions", StringComparison.Ordinal) && File.Exists(file.Replace("solutions", "challenges", StringComparison.Ordinal));
}
