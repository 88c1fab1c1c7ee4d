using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Planning.Demonstrations;
using Trm.Grid.Runtime.Wire;

namespace Trm.Grid.Verbs.Evaluations;

/// <summary>Demonstrated paths, out of a folder or a dataset, as questions for paths to agree with.</summary>
internal static class DemonstrationRows
{
    /// <exception cref="CommandFailedException">There is none.</exception>
    public static EvaluationSet Read(string path, int? limit, ulong seed, Output output)
    {
        var asked = DrawnRows.Of(Records(path, output), limit, seed);
        var set = new EvaluationSet { Name = $"{Path.GetFileName(path)}: {asked.Count} demonstrations, seed {seed}" };
        foreach (var record in asked)
            set.Planning.Add(Instance(DemonstrationRecord.Read(record), record.Group));
        return asked.Count > 0 ? set : throw new CommandFailedException("DATASET_INVALID",
            $"{path} holds no demonstration: expected {DemonstrationFolder.ListName} with lines such as {{\"map\": \"hall.map\", \"path\": [[0, 0], [1, 1]]}}; planners are measured on maps alone with --maps.");
    }

    static PlanningInstance Instance(Demonstration shown, string source)
    {
        var cells = shown.Path.Select(cell => new GridCell { X = (uint)cell.X, Y = (uint)cell.Y }).ToList();
        return new() { Map = CostMapWire.ToMessage(shown.Map), Start = cells[0].Clone(), Goal = cells[^1].Clone(), Source = source, Demonstrated = { cells } };
    }

    static List<DatasetRecord> Records(string path, Output output)
    {
        if (File.Exists(path) && Dataset.IsDataset(path))
        {
            using var dataset = Dataset.Open(path);
            return dataset.Kind == DatasetKind.Demonstrations ? [.. dataset.Records] : [];
        }
        var (records, rejected) = DatasetImport.Records("demonstrations", [path]);
        List<DatasetRecord> all = [.. records];
        if (rejected.Count > 0) output.Aside($"passed over {rejected.Count} rows; the first is {rejected[0].File} row {rejected[0].Row}: {rejected[0].Reason}");
        return all;
    }
}
