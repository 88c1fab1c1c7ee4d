using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Grids;
using Trm.Grid.Tests.Unit.Model;

namespace Trm.Grid.Tests.Unit.Puzzles.Grids;

public sealed class GridsTests
{
    private static readonly ByteGrid Small = new(2, 2, [0, 1, 2, 3]);

    [Fact]
    public void Grid_lies_on_its_canvas_with_a_border_right_and_below()
    {
        Assert.Equal("231 451 110 000".Replace(" ", "", StringComparison.Ordinal), string.Concat(GridsTask.Encode(Small, 4, 3)));
        Assert.Equal("000 023 045".Replace(" ", "", StringComparison.Ordinal), string.Concat(GridsTask.Encode(Small, 3, 3, 1, 1)));
        Assert.Throws<ArgumentException>(() => GridsTask.Encode(Small, 3, 3, 2, 0));
    }

    [Fact]
    public void Canvas_is_read_back_also_when_it_is_full_or_ragged()
    {
        foreach (var (height, width) in new[] { (2, 2), (3, 2), (2, 5), (6, 6) })
            Assert.Equal(Small, GridsTask.Decode(GridsTask.Encode(Small, height, width), height, width));
        Assert.Null(GridsTask.Decode(new byte[9], 3, 3));
        // Three cells in the first row, then two rows of two: the larger rectangle is the answer.
        Assert.Equal(new ByteGrid(3, 2, [0, 0, 0, 0, 0, 0]), GridsTask.Decode([2, 2, 2, 2, 2, 1, 2, 2, 0], 3, 3));
    }

    [Fact]
    public void Pairs_without_a_split_hold_every_tenth_back()
    {
        using var folder = new TemporaryFolder();
        using var dataset = Write(folder, "all", 40, _ => false);
        var (training, heldOut) = GridsExamples.From(dataset, 7);
        Assert.Equal((36, 4, 3, 4, 10), (training.Count, heldOut!.Count, training.Height, training.Width, training.Shape.Vocabulary));
        Assert.Equal(training.Shape, heldOut.Shape);
        var held = Enumerable.Range(0, 4).Select(index => string.Join(' ', heldOut.Draw(index).Tokens)).ToHashSet();
        Assert.Equal(4, held.Count);
        Assert.DoesNotContain(Enumerable.Range(0, 300).Select(index => string.Join(' ', training.Draw(index).Tokens)), held.Contains);
        Assert.Equal(training.Draw(5).Targets, GridsExamples.From(dataset, 7).Training.Draw(5).Targets);
        using var few = Write(folder, "few", 5, _ => false);
        Assert.Null(GridsExamples.From(few, 7).HeldOut);
        using var split = Write(folder, "split", 5, i => i > 2);
        Assert.Equal((3, 2), (GridsExamples.From(split, 7).Training.Count, GridsExamples.From(split, 7).HeldOut!.Count));
        using var tests = Write(folder, "tests", 5, _ => true);
        Assert.Contains("got 5 tests only", Assert.Throws<ArgumentException>(() => GridsExamples.From(tests, 7)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Question_that_does_not_fit_the_model_is_told_why()
    {
        var shape = GridsTask.Shape("grids", 4, 2, 2);
        Assert.Null(GridCanvas.FaultOf(Small, shape));
        Assert.Contains("at most 2x2 cells", GridCanvas.FaultOf(new ByteGrid(1, 3, [0, 0, 0]), shape), StringComparison.Ordinal);
        Assert.Contains("numbers from 0 to 3", GridCanvas.FaultOf(new ByteGrid(1, 1, [4]), shape), StringComparison.Ordinal);
        var tokens = new long[4];
        var question = new GridQuestion(Small, shape);
        question.Encode(0, tokens);
        var logits = tokens.SelectMany(token => Enumerable.Range(0, 6).Select(kind => kind == token ? 1f : 0)).ToArray();
        Assert.Equal(Small, question.Decode(0, logits).Answer);
        Assert.False(question.Decode(0, logits).Verified);
    }

    private static Dataset Write(TemporaryFolder folder, string name, int count, Func<int, bool> isTest)
    {
        var writer = new DatasetWriter(DatasetKind.Grids);
        for (var i = 0; i < count; i++)
            writer.Add(new() { Question = new(3, 1, [(byte)(i % 7), (byte)(i / 7), 1]), Answer = new(1, 4, [(byte)(i % 8), 0, 1, 2]), IsTest = isTest(i) });
        writer.Save(folder.File(name));
        return Dataset.Open(folder.File(name));
    }
}
