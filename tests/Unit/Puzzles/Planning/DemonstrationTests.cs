using System.Numerics;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Planning.Demonstrations;
using Trm.Grid.Tests.Unit.Model;

namespace Trm.Grid.Tests.Unit.Puzzles.Planning;

public sealed class DemonstrationTests : IDisposable
{
    private static readonly Demonstration[] Shown = [.. Enumerable.Range(0, 30).Select(index => DemonstrationGenerator.Draw(7, index))];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Generated_paths_are_sound_prefer_what_is_not_shortest_and_are_a_function_of_seed_and_index()
    {
        var agreement = new List<double>();
        var astar = new AStar();
        foreach (var (index, shown) in Shown.Index())
        {
            var query = new PathQuery(shown.Map, shown.Path[0], shown.Path[^1]);
            Assert.True(PathChecker.Check(query, shown.Path).IsValid);
            Assert.Equal(shown.Path, DemonstrationGenerator.Draw(7, index).Path);
            agreement.Add(Demonstration.Agreement(shown.Path, astar.Find(query, out _)!.Cells));
        }
        Assert.InRange(agreement.Average(), 0.2, 0.8);
    }

    [Fact]
    public void Walls_lie_nearer_to_the_right_of_a_demonstrated_path_than_to_its_left()
    {
        var (right, left) = (0, 0);
        foreach (var shown in Shown)
            foreach (var (cell, next) in shown.Path.Zip(shown.Path.Skip(1)))
            {
                var move = Move.Between(cell, next);
                right += shown.Map.IsPassable(Move.From(next, (move + 2) % Move.Count)) ? 0 : 1;
                left += shown.Map.IsPassable(Move.From(next, (move + 6) % Move.Count)) ? 0 : 1;
            }
        Assert.True(right > 2 * left, $"{right} steps along a wall to the right, {left} along one to the left");
    }

    [Fact]
    public void Folder_of_files_reads_back_as_it_was_written()
    {
        DemonstrationFolder.Write(folder.File("shown"), Shown);
        var (records, rejected) = DatasetImport.Records("demonstrations", [folder.File("shown")]);
        var read = records.Select(DemonstrationRecord.Read).ToList();
        Assert.Empty(rejected);
        Assert.Equal(Shown.Select(shown => shown.Path), read.Select(shown => shown.Path));
        Assert.Equal(Shown.Select(shown => shown.Map.Cells.ToArray()), read.Select(shown => shown.Map.Cells.ToArray()));
    }

    [Fact]
    public void Unsound_rows_are_left_out_with_their_reason()
    {
        File.WriteAllText(folder.File("hall.map"), "type octile\nheight 3\nwidth 4\nmap\n....\n.@..\n....\n");
        File.WriteAllLines(folder.File("demonstrations.jsonl"),
        [
            """{"map": "hall.map", "path": [[0, 0], [0, 0], [1, 0], [2, 0]]}""",
            """{"map": "hall.map", "path": [[0, 0], [2, 0]]}""",
            """{"map": "hall.map", "path": [[1, 0], [1, 1]]}""",
            """{"map": "hall.map", "path": [[0, 1], [1, 2]]}""",
            """{"map": "hall.map", "path": [[0, 0]]}""",
            """{"map": "nowhere.map", "path": [[0, 0], [1, 0]]}""",
            """{"path": [[0, 0], [1, 0]]}""",
            """{"map": "hall.map", "path": [[0], [1, 0]]}""",
            """{"map": "hall.map", "path": [["a", 0], [1, 0]]}""",
            "no JSON",
        ]);
        var (records, rejected) = DatasetImport.Records("demonstrations", [folder.File("demonstrations.jsonl")]);
        Assert.Equal([new(0, 0), new(1, 0), new Cell(2, 0)], DemonstrationRecord.Read(Assert.Single(records)).Path);
        Assert.Equal(Enumerable.Range(2, 9), rejected.Select(row => row.Row));
        string[] words = ["Disconnected", "Blocked", "CornerCut", "at least two cells", "no nowhere.map", "expected an object", "expected points", "expected points", "expected JSON"];
        Assert.All(rejected.Zip(words), pair => Assert.Contains(pair.Second, pair.First.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Example_scores_the_cells_of_a_turned_path_and_its_moves_lead_to_the_goal()
    {
        var examples = new DemonstrationExamples(Shown, 3);
        var lengths = Shown.Select(shown => shown.Path.Count - 1).ToHashSet();
        for (var index = 0; index < 60; index++)
        {
            var example = examples.Draw(index);
            var side = examples.Width;
            var scored = Enumerable.Range(0, side * side).Where(i => example.Targets[i] != 0).ToHashSet();
            Assert.Contains(scored.Count, lengths);
            Assert.All(scored, i => Assert.Equal(1, BitOperations.PopCount(example.Targets[i])));
            var entered = scored.Select(i => Next(i)).ToHashSet();
            var at = Assert.Single(scored, i => !entered.Contains(i));
            for (var steps = 0; steps < scored.Count; steps++)
                at = Next(at);
            Assert.Equal(1, example.Planes[(2 * side * side) + at]);
            Assert.All(scored, i => Assert.Equal(0, example.Planes[i]));

            int Next(int i)
            {
                var cell = Move.From(new(i % side, i / side), BitOperations.Log2(example.Targets[i]));
                return (cell.Y * side) + cell.X;
            }
        }
    }

    [Fact]
    public void Agreement_is_one_for_equal_paths_and_none_for_strangers()
    {
        Cell[] one = [new(0, 0), new(1, 0), new(2, 0)], other = [new(0, 0), new(1, 1), new(2, 0), new(3, 0)];
        Assert.Equal((1, 0, 4.0 / 7), (Demonstration.Agreement(one, one), Demonstration.Agreement(one, [new(9, 9)]), Demonstration.Agreement(one, other)));
    }
}
