using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Runtime.Wire;

namespace Trm.Grid.Verbs.Evaluations;

/// <summary>Pairs of grids out of JSON lines, a folder of tasks or a dataset: its tests, or all of it where it has none.</summary>
internal static class GridRows
{
    /// <exception cref="CommandFailedException">There is no pair.</exception>
    public static EvaluationSet Read(string path, int? limit, ulong seed, Output output)
    {
        var all = Records(path, output).Where(record => record.Answer is not null).ToList();
        var asked = DrawnRows.Of(all.Exists(record => record.IsTest) ? all.FindAll(record => record.IsTest) : all, limit, seed);
        var set = new EvaluationSet { Name = $"{Path.GetFileName(path)}: {asked.Count} pairs, seed {seed}" };
        foreach (var record in asked)
            set.Grid.Add(new GridInstance { Question = NumberGridWire.ToMessage(record.Question), Answer = NumberGridWire.ToMessage(record.Answer!), Source = record.Group });
        return asked.Count > 0 ? set : throw new CommandFailedException("DATASET_INVALID",
            $"{path} holds no pair that can be asked: expected lines such as {{\"input\": [[0, 1]], \"output\": [[1, 0]]}}.");
    }

    static List<DatasetRecord> Records(string path, Output output)
    {
        if (File.Exists(path) && Dataset.IsDataset(path))
        {
            using var dataset = Dataset.Open(path);
            return [.. dataset.Records];
        }
        var (records, rejected) = DatasetImport.Records("jsonl", [path]);
        List<DatasetRecord> all = [.. records];
        if (rejected.Count > 0) output.Aside($"passed over {rejected.Count} rows; the first is {rejected[0].File} row {rejected[0].Row}: {rejected[0].Reason}");
        return all;
    }
}
