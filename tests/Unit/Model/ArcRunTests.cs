using Trm.Grid.Model;
using Trm.Grid.Model.Export;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Arc;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Arc;
using Precision = Trm.Grid.Model.Precision;

namespace Trm.Grid.Tests.Unit.Model;

/// <summary>ARC from tasks to votes, on tasks made up here.</summary>
public class ArcRunTests
{
    private const int Side = 3;

    private static readonly ModelConfiguration Tiny = new()
    {
        Shape = ArcTask.On(Side), Mixer = Mixer.Mlp, Hidden = 32, Inner = 64, LatentSteps = 2, Cycles = 1, MaxSteps = 2, Prefix = 1, Puzzles = 1, Halt = HaltReading.Mean,
    };

    /// <summary>
    /// Three tasks that answer every grid with one of their own: nothing but the puzzle's embedding tells them apart. All tests right within the two
    /// best of the vote, two of three first.
    /// </summary>
    [Fact]
    public void Tasks_are_told_apart_by_their_embeddings_and_answered_by_vote()
    {
        using var folder = new TemporaryFolder();
        MadeUp().Save(folder.File("arc"));
        using var dataset = Dataset.Open(folder.File("arc"));
        var examples = new ArcExamples(dataset, 3, augmentations: 2, Side);
        var recipe = new Recipe { Batch = 16, Steps = 300, LearningRate = 5e-3, WarmUpSteps = 20, Beta2 = 0.99, PuzzleLearningRate = 2e-2, Augmentations = 2, Precision = Precision.Fp32, Threads = 1 };
        using var session = TrainingSession.Start(Tiny with { Puzzles = examples.Puzzles }, recipe, examples, 1);
        while (!session.Finished) session.Step();
        var tests = ArcTests.Of(examples)!;
        var facts = new ExportFacts { Lineage = new() { Run = "run-1", Dataset = Digest.OfText("made up"), Seed = 1, CodeVersion = "0.1.0", Created = DateTimeOffset.UnixEpoch }, Puzzles = new(examples.Tasks, examples.Augmentations) };
        var package = ModelExport.Write(session, tests, facts, folder.File("package"));
        var golden = GoldenCheck.Run(package, Trm.Grid.Runtime.Precision.Fp32);
        Assert.True(golden.Passed, golden.Explanation);

        using var model = StepModel.Load(package, Trm.Grid.Runtime.Precision.Fp32).Knowing(package);
        var solver = new ArcSolver(model);
        Assert.Equal((3, 2, true, false), (solver.Puzzles.Count, solver.Puzzles.Augmentations, solver.Puzzles.Knows("red"), solver.Puzzles.Knows("green")));
        var asked = new List<ArcStep>();
        var votes = examples.Tests.Select(test => (test.Task, test.Pair.Answer, solver.Vote(test.Task, test.Pair.Question, votes: 99, steps: 2, asked.Add))).ToList();
        Assert.Equal([1, 2, 1, 2, 1, 2], asked.Select(step => step.Step));
        Assert.All(votes, vote => Assert.InRange(vote.Item3.Count, 0, 3));
        Assert.Equal(1, ArcScore.PassAt(2, votes));
        Assert.InRange(ArcScore.PassAt(1, votes), 0.6, 1);
        Assert.Throws<ArgumentException>(() => new ArcSolver(StepModel.Load(package, Trm.Grid.Runtime.Precision.Fp32)));
    }

    [Fact]
    public void Tasks_that_the_canvas_does_not_hold_are_passed_over_and_told()
    {
        using var folder = new TemporaryFolder();
        var writer = MadeUp();
        writer.Add(new() { Question = new(5, 5, new byte[25]), Answer = new(1, 1, [1]), Group = "large" });
        writer.Save(folder.File("arc"));
        using var dataset = Dataset.Open(folder.File("arc"));
        var examples = new ArcExamples(dataset, 3, 2, Side);
        Assert.Equal(["red", "blue", "square"], examples.Tasks);
        Assert.Equal((1, 9), (examples.PassedOver, examples.Puzzles));
        Assert.Equal(ArcTask.On(Side), examples.Shape);
        var tests = ArcTests.Of(examples)!;
        Assert.Equal([0, 3, 6, 0], Enumerable.Range(0, 4).Select(index => tests.Draw(index).Puzzle));
        Assert.Contains("3x3", Assert.Throws<ArgumentException>(() => Only(folder, writer: new DatasetWriter(DatasetKind.Arc))).Message, StringComparison.Ordinal);
    }

    private static ArcExamples Only(TemporaryFolder folder, DatasetWriter writer)
    {
        writer.Add(new() { Question = new(5, 5, new byte[25]), Answer = new(1, 1, [1]), Group = "large" });
        writer.Save(folder.File("large"));
        using var dataset = Dataset.Open(folder.File("large"));
        return new(dataset, 3, 2, Side);
    }

    /// <summary>One red cell, one blue cell, or a yellow square.</summary>
    private static DatasetWriter MadeUp()
    {
        var writer = new DatasetWriter(DatasetKind.Arc);
        var random = new Random(5);
        foreach (var (name, answerOf) in new (string, Func<ByteGrid, ByteGrid>)[] { ("red", _ => new(1, 1, [2])), ("blue", _ => new(1, 1, [1])), ("square", _ => new(2, 2, [4, 4, 4, 4])) })
            for (var i = 0; i < 4; i++)
            {
                ByteGrid question = new(2, 2, [.. Enumerable.Range(0, 4).Select(_ => (byte)(random.Next(2) * 3))]);
                writer.Add(new() { Question = question, Answer = answerOf(question), Group = name, IsTest = i == 3 });
            }
        return writer;
    }
}
