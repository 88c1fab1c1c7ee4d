using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Runtime.Wire;

namespace Trm.Grid.Verbs.Evaluations;

/// <summary>Tests of ARC tasks out of a dataset, a folder of tasks or challenges with their solutions.</summary>
internal static class ArcRows
{
    /// <param name="path">What data import arc reads, or has written.</param>
    /// <param name="model">Whose grids must be large enough.</param>
    /// <param name="limit">So many tests, drawn at random; null: all of them.</param>
    /// <param name="seed">Which are drawn.</param>
    /// <param name="output">Is told what was passed over.</param>
    /// <exception cref="CommandFailedException">There is no test with an answer.</exception>
    public static EvaluationSet Read(string path, Manifest model, int? limit, ulong seed, Output output)
    {
        var all = Records(path, output);
        // As training does: a task counts whole, or not at all.
        var wide = all.Where(record => !Fits(record.Question) || (record.Answer is { } answer && !Fits(answer))).Select(record => record.Group).ToHashSet();
        if (wide.Count > 0) output.Aside($"passed over {wide.Count} tasks with a grid larger than the model's {model.Height}x{model.Width} cells");
        var fitting = all.FindAll(record => record.IsTest && record.Answer is not null && !wide.Contains(record.Group));
        var tests = DrawnRows.Of(fitting, limit, seed);
        var set = new EvaluationSet { Name = $"{Path.GetFileName(path)}: {tests.Count} tests, seed {seed}" };
        foreach (var test in tests)
            set.Grid.Add(new GridInstance { Question = NumberGridWire.ToMessage(test.Question), Answer = NumberGridWire.ToMessage(test.Answer!), Source = test.Group });
        return tests.Count > 0 ? set : throw new CommandFailedException("DATASET_INVALID", $"{path} holds no ARC test with an answer and grids of at most {model.Height}x{model.Width} cells: expected tasks with the lists train and test.");

        bool Fits(ByteGrid grid) => grid.Height <= model.Height && grid.Width <= model.Width;
    }

    static List<DatasetRecord> Records(string path, Output output)
    {
        if (File.Exists(path) && Dataset.IsDataset(path))
        {
            using var dataset = Dataset.Open(path);
            return dataset.Kind == DatasetKind.Arc ? [.. dataset.Records] : throw new CommandFailedException("DATASET_INVALID", $"{path} is a dataset of {dataset.Kind}, the model's task is arc.");
        }
        var (records, rejected) = DatasetImport.Records("arc", [path]);
        List<DatasetRecord> all = [.. records];
        if (rejected.Count > 0) output.Aside($"passed over {rejected.Count} tasks; the first is {rejected[0].File}: {rejected[0].Reason}");
        return all;
    }
}
