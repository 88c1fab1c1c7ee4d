using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Planning.Demonstrations;
using Trm.Grid.Runtime.Wire;

namespace Trm.Grid.Verbs.Evaluations;

/// <summary>Questions for paths out of files: demonstrated ones, to be agreed with, and MovingAI's scenarios.</summary>
internal static class PathRows
{
    /// <exception cref="CommandFailedException">There is none.</exception>
    public static EvaluationSet Read(string path, int? limit, ulong seed, Output output)
    {
        var (kind, records) = Records(path, output);
        var asked = DrawnRows.Of(records, limit, seed);
        var set = new EvaluationSet { Name = $"{Path.GetFileName(path)}: {asked.Count} {(kind == DatasetKind.Paths ? "scenarios" : "demonstrations")}, seed {seed}" };
        foreach (var record in asked)
            set.Planning.Add(kind == DatasetKind.Paths ? Scenario(record) : Shown(DemonstrationRecord.Read(record), record.Group));
        return asked.Count > 0 ? set : throw new CommandFailedException("DATASET_INVALID",
            $"{path} holds no path to ask for: expected MovingAI scenarios (.scen), or {DemonstrationFolder.ListName} with lines such as {{\"map\": \"hall.map\", \"path\": [[0, 0], [1, 1]]}}; planners are measured on maps alone with --maps.");
    }

    static PlanningInstance Shown(Demonstration shown, string source)
    {
        var cells = shown.Path.Select(cell => new GridCell { X = (uint)cell.X, Y = (uint)cell.Y }).ToList();
        return new() { Map = CostMapWire.ToMessage(shown.Map), Start = cells[0].Clone(), Goal = cells[^1].Clone(), Source = source, Demonstrated = { cells } };
    }

    static PlanningInstance Scenario(DatasetRecord record)
    {
        var costs = Array.ConvertAll(record.Question.Cells.ToArray(), wall => wall == 0 ? CellCost.Free : CellCost.Lethal);
        return new()
        {
            Map = CostMapWire.ToMessage(new(record.Question.Width, record.Question.Height, costs)),
            Start = new GridCell { X = (uint)record.Numbers[0], Y = (uint)record.Numbers[1] },
            Goal = new GridCell { X = (uint)record.Numbers[2], Y = (uint)record.Numbers[3] },
            Source = record.Group,
        };
    }

    static (DatasetKind Kind, List<DatasetRecord> Records) Records(string path, Output output)
    {
        if (File.Exists(path) && Dataset.IsDataset(path))
        {
            using var dataset = Dataset.Open(path);
            return (dataset.Kind, dataset.Kind is DatasetKind.Demonstrations or DatasetKind.Paths ? [.. dataset.Records] : []);
        }
        var scenarios = Path.GetExtension(path) == ".scen";
        var (records, rejected) = DatasetImport.Records(scenarios ? "movingai" : "demonstrations", [path]);
        List<DatasetRecord> all = [.. records];
        if (rejected.Count > 0) output.Aside($"passed over {rejected.Count} rows; the first is {rejected[0].File} row {rejected[0].Row}: {rejected[0].Reason}");
        return (scenarios ? DatasetKind.Paths : DatasetKind.Demonstrations, all);
    }
}
