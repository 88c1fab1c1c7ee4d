using TorchSharp;
using Trm.Grid.Model;
using Trm.Grid.Model.Export;
using Trm.Grid.Model.Internal;
using Trm.Grid.Runtime;
using static TorchSharp.torch;

using Precision = Trm.Grid.Model.Precision;

namespace Trm.Grid.Tests.Unit.Model;

public class PuzzleEmbeddingTests
{
    private static readonly ModelConfiguration Tiny = ReferenceShapes.Tiny(Mixer.Mlp) with { Puzzles = 5, Prefix = 3 };
    private static readonly Recipe Quick = new() { Batch = 4, Steps = 9, PuzzleLearningRate = 0.01, PuzzleWeightDecay = 0.5, WarmUpSteps = 0, Schedule = LearningSchedule.Constant, Precision = Precision.Fp32, Threads = 1 };

    /// <summary>Zero rows move by the rate exactly, whatever their gradient; rows of puzzles that were not in the batch stay.</summary>
    [Fact]
    public void Puzzles_in_the_batch_move_by_their_gradients_sign_and_no_others()
    {
        using var scope = NewDisposeScope();
        using var session = TrainingSession.Start(Tiny, Quick, new AnyExamples(Tiny.Shape), 9); // puzzles 0, 1, 2
        session.Step();
        var table = session.Network.Puzzles!;
        Assert.True(table[..3].abs().allclose(full([3, 8], 0.01f)));
        Assert.Equal(0, table[3..].abs().max().ToSingle());
        using (no_grad()) table.fill_(1);
        session.Step();
        Assert.True((table[..3] - 0.995).abs().allclose(full([3, 8], 0.01f), 1e-4, 1e-5));
        Assert.True(session.Averaged.Puzzles!.allclose(table, 0, 0)); // shared, not averaged
    }

    /// <summary>More rows than any machine holds: which precision is faster does not depend on them.</summary>
    [Fact]
    public void Precision_is_chosen_without_the_table() =>
        Assert.NotEqual(Precision.Auto, PrecisionProbe.Resolve(Precision.Auto, Tiny with { Puzzles = int.MaxValue }, 3, 4, CPU));

    [Fact]
    public void Embedding_stands_first_in_the_prefix_and_differs_between_puzzles()
    {
        using var scope = NewDisposeScope();
        using var network = Network.Create(Tiny, 3);
        network.Puzzles!.copy_(randn(network.Puzzles.shape, generator: new Generator(1)));
        var x = network.Embed(NetworkTests.Question(Tiny, 2), tensor(new long[] { 4, 2 }));
        Assert.True(x.select(1, 0).allclose(network.Puzzles.index_select(0, tensor(new long[] { 4, 2 })) * Math.Sqrt(8)));
        Assert.True(x[1, 1].allclose(network["register.weight"][0]));
    }

    /// <summary>Logits agree with torch's within 1e-3, and with those of the network that knows the one puzzle alone.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void Graph_of_several_puzzles_takes_the_embedding_along_with_the_question(int prefix)
    {
        var configuration = Tiny with { Prefix = prefix, Registers = prefix == 1 ? 0 : Tiny.Registers };
        using var scope = NewDisposeScope();
        using var grad = no_grad();
        using var network = Network.Create(configuration, 3);
        network.Puzzles!.copy_(randn(network.Puzzles.shape, generator: new Generator(1)));
        using var model = StepModel.Load("several", ModelExport.ToOnnx(network, ExportPrecision.Fp32));
        using var one = network.ForPuzzle(2);
        using var alone = StepModel.Load("one", ModelExport.ToOnnx(one, ExportPrecision.Fp32));
        Assert.Equal((8, 0), (model.PuzzleWidth, alone.PuzzleWidth));
        var question = NetworkTests.Question(configuration, 1);
        var x = network.Embed(question, tensor(new long[] { 2 }));
        var (y, _) = network.Recurse(x, network.Start(x).Y, network.Start(x).Z);
        var wanted = network.Answer(y).contiguous().data<float>().ToArray();
        foreach (var asked in new[] { model, alone })
        {
            using var batch = asked.Open(1, configuration.Shape.Height, configuration.Shape.Width);
            question.data<long>().CopyTo(batch.Tokens(0));
            network.Puzzles[2].contiguous().data<float>().ToArray().AsSpan(0, batch.Puzzle(0).Length).CopyTo(batch.Puzzle(0));
            Assert.True(batch.Step());
            Assert.All(wanted.Zip(batch.Logits(0).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        }
    }

    /// <summary>
    /// A run whose table lies in a file learns what one with the table in memory learns, and goes on bit for bit wherever it is killed: before the
    /// checkpoint, between checkpoint and commit (the commit is taken back here by hand), and after it.
    /// </summary>
    [Theory]
    [InlineData("before")]
    [InlineData("between")]
    [InlineData("within")]
    [InlineData("after")]
    public void Run_with_a_mapped_table_resumes_bit_for_bit_wherever_it_was_killed(string killed)
    {
        using var folder = new TemporaryFolder();
        var source = new AnyExamples(Tiny.Shape);
        using var inMemory = TrainingSession.Start(Tiny, Quick, source, 9);
        while (!inMemory.Finished) inMemory.Step();
        using (var table = PuzzleTable.Create(folder.File("puzzles"), 5, 8))
        using (var run = TrainingSession.Start(Tiny, Quick, source, 9, puzzles: table))
        {
            run.Step();
            run.Save(folder.File("run"));
            run.Step();
            run.Step();
            var uncommitted = File.ReadAllBytes(folder.File("puzzles"));
            if (killed != "before") run.Save(folder.File("run"));
            if (killed is "after" or "before") run.Step();
            if (killed is "between" or "within")
            {
                // Of a commit that was broken off some rows stand and the step does not.
                var committed = File.ReadAllBytes(folder.File("puzzles"));
                if (killed == "within") committed.AsSpan(64, 32).CopyTo(uncommitted.AsSpan(64));
                Assert.NotEqual(committed, uncommitted);
                File.WriteAllBytes(folder.File("broken"), uncommitted);
            }
        }
        var file = killed is "between" or "within" ? folder.File("broken") : folder.File("puzzles");
        using var reopened = PuzzleTable.Open(file, 5, 8);
        using var resumed = TrainingSession.Resume(folder.File("run"), source, Tiny, puzzles: reopened);
        Assert.Equal(killed == "before" ? 1 : 3, resumed.CurrentStep);
        while (!resumed.Finished) resumed.Step();
        Assert.Equal(inMemory.WeightsDigest(), resumed.WeightsDigest());
    }

    [Fact]
    public void Table_of_another_run_or_shape_is_refused()
    {
        using var folder = new TemporaryFolder();
        var source = new AnyExamples(Tiny.Shape);
        using (var table = PuzzleTable.Create(folder.File("puzzles"), 5, 8))
        using (var run = TrainingSession.Start(Tiny, Quick, source, 9, puzzles: table))
        {
            run.Step();
            run.Save(folder.File("run"));
        }
        Assert.Contains("expected a file of 256 bytes, got one of 224", Assert.Throws<CheckpointException>(() => PuzzleTable.Open(folder.File("puzzles"), 6, 8)).Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => PuzzleTable.Open(folder.File("nowhere"), 5, 8));
        Assert.Contains("file of their own", Assert.Throws<CheckpointException>(() => TrainingSession.Resume(folder.File("run"), source, Tiny)).Message, StringComparison.Ordinal);
        using var later = PuzzleTable.Create(folder.File("later"), 5, 8);
        later.Commit(7);
        Assert.Contains("is of step 7", Assert.Throws<CheckpointException>(() => TrainingSession.Resume(folder.File("run"), source, Tiny, puzzles: later)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_that_is_hardly_learned_takes_hardly_any_room()
    {
        using var folder = new TemporaryFolder();
        using var table = PuzzleTable.Create(folder.File("puzzles"), 1_000_000, 512);
        table.Put(tensor(new long[] { 999_999 }), ones(1, 512));
        table.Commit(1);
        var row = new float[512];
        table.Read(999_999, row);
        Assert.All(row, value => Assert.Equal(1, value));
        table.Read(500_000, row);
        Assert.All(row, value => Assert.Equal(0, value));
        Assert.Equal(64 + 2_048_000_000L, new FileInfo(folder.File("puzzles")).Length);
        if (!OperatingSystem.IsLinux()) return;
        using var asked = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stat", ["--format=%b", folder.File("puzzles")]) { RedirectStandardOutput = true })!;
        Assert.InRange(long.Parse(asked.StandardOutput.ReadToEnd(), System.Globalization.CultureInfo.InvariantCulture) * 512, 0, 1 << 20);
    }

    [Fact]
    public void Example_of_an_unknown_puzzle_is_refused() =>
        Assert.Contains("set puzzles", Assert.Throws<ArgumentException>(() => TrainingSession.Start(Tiny with { Puzzles = 2 }, Quick, new AnyExamples(Tiny.Shape), 9).Step()).Message, StringComparison.Ordinal);
}
