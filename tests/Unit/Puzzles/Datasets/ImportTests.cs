using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Tests.Unit.Model;

namespace Trm.Grid.Tests.Unit.Puzzles.Datasets;

public sealed class ImportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Sudokus_of_a_file_or_a_list_are_taken_when_they_have_one_solution()
    {
        const string Question = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79";
        const string Answer = "534678912672195348198342567859761423426853791713924856961537284287419635345286179";
        var file = Write("some.csv", "source,question,answer,rating", $"here,{Question},{Answer},7", $"here,{Question[..80]},{Answer},7", $"here,{new string('.', 81)},{Answer},0");
        var list = Write("list.txt", "# many", "", $"0001,{Question.Replace('.', '0')},3", new string('0', 81), "nonsense");
        var (records, rejected) = DatasetImport.Read("sudoku-csv", [file, list]);
        Assert.Equal(2, records.Count);
        Assert.Equal(["some.csv:3", "some.csv:4", "list.txt:4", "list.txt:5"], rejected.Select(row => $"{row.File}:{row.Row}"));
        Assert.Contains("expected 81 characters", rejected[0].Reason, StringComparison.Ordinal);
        Assert.Contains("more than one solution", rejected[1].Reason, StringComparison.Ordinal);
        Assert.Contains("more than one solution", rejected[2].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Arc_tasks_come_one_in_a_file_or_as_challenges_with_their_solutions_beside()
    {
        const string Demonstration = """{"input": [[1, 2]], "output": [[2], [1]]}""";
        Write("a1.json", $$"""{"train": [{{Demonstration}}], "test": [{"input": [[3]], "output": [[4]]}]}""");
        Write("ragged.json", $$"""{"train": [{"input": [[1, 2], [3]], "output": [[1]]}], "test": []}""");
        Write("colour.json", $$"""{"train": [{{Demonstration}}], "test": [{"input": [[10]]}]}""");
        Write("broken.json", "{");
        Write("pairless.json", """{"train": [5], "test": []}""");
        Write("some_challenges.json", $$"""{"b1": {"train": [{{Demonstration}}], "test": [{"input": [[5]]}, {"input": [[6]]}]}, "a1": {"train": [{{Demonstration}}], "test": []} }""");
        Write("some_solutions.json", """{"b1": [[[7]], [[8]]]}""");
        var (records, rejected) = DatasetImport.Read("arc", [Path.GetDirectoryName(folder.File("x"))!]);
        Assert.Equal(5, records.Count);
        records.Save(folder.File("arc.trmdata"));
        using var dataset = Dataset.Open(folder.File("arc.trmdata"));
        Assert.Equal([("a1", false), ("a1", true), ("b1", false), ("b1", true), ("b1", true)], dataset.Records.Select(record => (record.Group, record.IsTest)));
        Assert.Equal(new ByteGrid(1, 1, [8]), dataset[4].Answer);
        Assert.Equal(["broken.json:0", "colour.json:1", "pairless.json:1", "ragged.json:1", "some_challenges.json:2"], rejected.Select(row => $"{row.File}:{row.Row}"));
        Assert.Contains("train pair 1 input: row 2 has 1 cells, the rows before have 2: the grid is ragged", rejected[3].Reason, StringComparison.Ordinal);
        Assert.Contains("train pair 1: expected an object with input and output, got a Number", rejected[2].Reason, StringComparison.Ordinal);
        Assert.Contains("expected whole numbers from 0 to 9, got 10", rejected[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Arc_tests_of_what_is_not_held_out_are_trained_on_where_they_have_answers()
    {
        const string Task = """{"train": [{"input": [[1]], "output": [[2]]}], "test": [{"input": [[3]], "output": [[4]]}, {"input": [[5]]}]}""";
        Write("training.json", Task);
        Write("evaluation.json", Task);
        string[] files = [folder.File("training.json"), folder.File("evaluation.json")];
        Assert.Equal([false, false, true, false, true, true], Tests(DatasetImport.Records("arc", files, [files[1]])));
        Assert.Equal([false, true, true, false, true, true], Tests(DatasetImport.Records("arc", files)));

        static IEnumerable<bool> Tests((IEnumerable<DatasetRecord> Records, IReadOnlyList<RejectedRow> Rejected) read) => read.Records.Select(record => record.IsTest);
    }

    [Fact]
    public void Lines_of_pairs_are_read_with_their_split()
    {
        var train = Write("train.jsonl", """{"input": [[0, 1]], "output": [[1, 0]]}""", "", """{"input": [[2]], "output": [[3]], "split": "test"}""",
            """{"input": [[2]]}""", """{"input": [[-1]], "output": [[1]]}""", "[1]", """{"input": [[2]], "output": [[3]], "split": "both"}""");
        var test = Write("test.jsonl", """{"input": [[29]], "output": [[0]]}""", """{"input": [[30]], "output": [[0]]}""");
        var (records, rejected) = DatasetImport.Read("jsonl", [train, test]);
        Assert.Equal(3, records.Count);
        records.Save(folder.File("own.trmdata"));
        using var dataset = Dataset.Open(folder.File("own.trmdata"));
        Assert.Equal([false, true, true], dataset.Records.Select(record => record.IsTest));
        Assert.Equal([4, 5, 6, 7, 2], rejected.Select(row => row.Row));
    }

    [Fact]
    public void Scenarios_find_their_map_and_what_starts_in_a_wall_is_left_out()
    {
        Write("corner.map", "type octile", "height 3", "width 4", "map", "....", "..@@", "....");
        var file = Write("corner.scen", "version 1", "0\tcorner.map\t4\t3\t3\t0\t3\t2\t6", "0\tcorner.map\t4\t3\t3\t1\t3\t2\t6", "0\tnowhere.map\t4\t3\t3\t0\t3\t2\t6", "0\tlong.map\t5000\t1\t0\t0\t1\t0\t1");
        Write("long.map", "type octile", "height 1", "width 5000", "map", new string('.', 5000));
        var (records, rejected) = DatasetImport.Read("movingai", [file]);
        records.Save(folder.File("paths.trmdata"));
        using var dataset = Dataset.Open(folder.File("paths.trmdata"));
        Assert.Equal([3, 0, 3, 2, 600_000_000], Assert.Single(dataset.Records).Numbers);
        Assert.Equal([3, 4, 5], rejected.Select(row => row.Row));
        Assert.Contains("at most 4096x4096 cells", rejected[2].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_kind_and_a_file_that_is_not_there_are_said()
    {
        Assert.Contains("sudoku-csv, maze-csv, arc, movingai, jsonl", Assert.Throws<ArgumentException>(() => DatasetImport.Read("pictures", [])).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => DatasetImport.Read("arc", [folder.File("nothing")]));
    }

    private string Write(string name, params string[] lines)
    {
        File.WriteAllLines(folder.File(name), lines);
        return folder.File(name);
    }
}
