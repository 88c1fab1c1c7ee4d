using System.Numerics;
using Trm.Grid.Puzzles.Arc;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Grids;
using Trm.Grid.Tests.Unit.Model;
using Trm.Grid.Tests.Unit.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Puzzles.Arc;

public sealed class ArcTests
{
    private static readonly ByteGrid Grid = new(2, 3, [0, 1, 2, 3, 4, 9]);

    [Fact]
    public void Augmentations_are_undone_differ_and_are_the_same_for_ever()
    {
        var turned = Enumerable.Range(0, 200).Select(number => ArcSymmetry.Of("007bbfb7", number)).ToList();
        Assert.All(turned, symmetry => Assert.Equal(Grid, symmetry.Undo(symmetry.Apply(Grid))));
        Assert.All(turned, symmetry => Assert.Contains((byte)0, symmetry.Apply(Grid).Cells.ToArray()));
        Assert.True(turned.Select(symmetry => symmetry.Apply(Grid)).Distinct().Count() > 190);
        Assert.Equal(Grid, turned[0].Apply(Grid));
        // Written down: embeddings were learned for these.
        Assert.Equal("3x2 048691", Text(ArcSymmetry.Of("007bbfb7", 1).Apply(Grid)));
        Assert.NotEqual(ArcSymmetry.Of("00d62c1b", 1).Apply(Grid), ArcSymmetry.Of("007bbfb7", 1).Apply(Grid));
        Assert.Throws<ArgumentException>(() => new ArcSymmetry(0, [1, 0, 2, 3, 4, 5, 6, 7, 8, 9]));
        Assert.Throws<ArgumentException>(() => new ArcSymmetry(0, [0, 1, 1, 3, 4, 5, 6, 7, 8, 9]));
    }

    [Fact]
    public void Votes_are_counted_in_the_tasks_own_frame_and_belief_breaks_ties()
    {
        var (one, two, three) = (Grid, new ByteGrid(1, 1, [5]), new ByteGrid(1, 2, [6, 7]));
        var vote = new ArcVote();
        foreach (var number in new[] { 0, 3, 8 })
            vote.Add(ArcSymmetry.Of("a", number), ArcSymmetry.Of("a", number).Apply(one), -4);
        vote.Add(ArcSymmetry.Identity, two, -1);
        vote.Add(ArcSymmetry.Of("a", 5), ArcSymmetry.Of("a", 5).Apply(three), 1);
        vote.Add(ArcSymmetry.Identity, null, 9);
        Assert.Equal([one, three], vote.Best(2));
        Assert.Equal((5, 3), (vote.Count, vote.Best(9).Count));
        (string, ByteGrid, ArcVote)[] tests = [("a", one, vote), ("a", two, vote), ("b", three, vote), ("c", Grid, new())];
        Assert.Equal((0.5 + 0 + 0) / 3, ArcScore.PassAt(1, tests), 12);
        Assert.Equal((0.5 + 1 + 0) / 3, ArcScore.PassAt(2, tests), 12);
        Assert.Equal((1.0 + 1 + 0) / 3, ArcScore.PassAt(3, tests), 12);
    }

    /// <summary>On the real training tasks: every example decodes to a demonstration of its task under its augmentation, and never to a test.</summary>
    [Fact]
    public void Examples_are_demonstrations_under_an_augmentation_and_know_their_puzzle()
    {
        using var folder = new TemporaryFolder();
        var (records, _) = DatasetImport.Read("arc", [SharedData.Folder("arc/arc-agi-1/data/training")]);
        records.Save(folder.File("arc"));
        using var dataset = Dataset.Open(folder.File("arc"));
        var source = new ArcExamples(dataset, 3, augmentations: 5);
        Assert.Equal((2400, ArcTask.Shape), (source.Puzzles, source.Shape));
        var tasks = dataset.Records.Where(record => !record.IsTest).GroupBy(record => record.Group).ToList();
        for (var index = 0; index < 300; index++)
        {
            var example = source.Draw(index);
            var task = tasks[example.Puzzle / 6];
            var symmetry = ArcSymmetry.Of(task.Key, example.Puzzle % 6);
            var question = symmetry.Undo(Placed(Array.ConvertAll(example.Tokens, token => (byte)token)));
            var answer = symmetry.Undo(Placed(Array.ConvertAll(example.Targets, set => (byte)BitOperations.Log2(set))));
            Assert.Contains(task, record => record.Question.Equals(question) && record.Answer!.Equals(answer));
            Assert.Equal(example.Tokens, new ArcExamples(dataset, 3, 5).Draw(index).Tokens);
        }
    }

    /// <summary>The grid wherever it stands on the canvas.</summary>
    private static ByteGrid Placed(byte[] canvas)
    {
        var at = Array.FindIndex(canvas, token => token >= GridsTask.FirstValue);
        var (top, left) = (at / 30, at % 30);
        var moved = new byte[900];
        for (var row = top; row < 30; row++)
            for (var column = left; column < 30; column++)
                moved[(row - top) * 30 + column - left] = canvas[row * 30 + column];
        return GridsTask.Decode(moved, 30, 30)!;
    }

    private static string Text(ByteGrid grid) => $"{grid.Height}x{grid.Width} {string.Join("", grid.Cells.ToArray())}";
}
