using TorchSharp;
using Trm.Grid.Model;
using Trm.Grid.Model.Internal;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Sudoku;
using static TorchSharp.torch;

namespace Trm.Grid.Tests.Unit.Model;

public class TrainingTests
{
    private static readonly Recipe quick = new() { Batch = 6, Steps = 40, LearningRate = 3e-3, Precision = Precision.Fp32, Threads = 1, WarmUpSteps = 3, Exploration = 0.5 };

    [Theory]
    [InlineData(Mixer.Attention, InputKind.Tokens, Precision.Fp32)]
    [InlineData(Mixer.Mlp, InputKind.Tokens, Precision.Fp32)]
    [InlineData(Mixer.Convolution, InputKind.Planes, Precision.Fp32)]
    [InlineData(Mixer.Attention, InputKind.Tokens, Precision.Bf16)]
    [InlineData(Mixer.Mlp, InputKind.Tokens, Precision.Bf16)]
    [InlineData(Mixer.Convolution, InputKind.Planes, Precision.Bf16)]
    [InlineData(Mixer.Units, InputKind.Tokens, Precision.Bf16)]
    public void Run_saved_and_resumed_halfway_ends_bit_for_bit_where_an_undisturbed_one_ends(Mixer mixer, InputKind input, Precision precision)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("run.safetensors");
        var configuration = ReferenceShapes.Tiny(mixer, input);
        var recipe = quick with { Precision = precision };
        using var undisturbed = TrainingSession.Start(configuration, recipe, Examples(), 9);
        for (var step = 0; step < 40; step++) undisturbed.Step();

        using (var first = TrainingSession.Start(configuration, recipe, Examples(), 9))
        {
            for (var step = 0; step < 20; step++) first.Step();
            first.Save(path);
            Assert.NotEqual(undisturbed.WeightsDigest(), first.WeightsDigest());
        }
        using var second = TrainingSession.Resume(path, Examples(), configuration);
        Assert.Equal(20, second.CurrentStep);
        while (!second.Finished) second.Step();
        Assert.Equal(undisturbed.WeightsDigest(), second.WeightsDigest());
        Assert.True(undisturbed.Trained > TimeSpan.Zero);

        IExampleSource Examples() => mixer == Mixer.Units ? SudokuExamples.Generated(2, 100, 1) : new NeighbourExamples(configuration.Shape, 1);
    }

    [Fact]
    public void Examples_of_the_steps_to_come_are_drawn_beside_the_step_and_no_source_is_read_after_the_session()
    {
        var configuration = ReferenceShapes.Tiny(Mixer.Mlp);
        var source = new WatchedExamples(new NeighbourExamples(configuration.Shape, 1));
        using (var session = TrainingSession.Start(configuration, quick, source, 9))
        {
            session.Step();
            Assert.True(source.HasDrawn(2 * quick.Batch, TimeSpan.FromSeconds(30)), "as many as there are slots come ahead");
            source.Slow = TimeSpan.FromMilliseconds(100);
            for (var step = 0; step < 20; step++) session.Step();
        }
        Assert.Equal(0, source.Underway);
        Assert.Equal(source.Drawn.Distinct().Count(), source.Drawn.Count);
    }

    [Fact]
    public void Validation_draws_what_it_asks_and_no_more()
    {
        var configuration = ReferenceShapes.Tiny(Mixer.Mlp);
        using var session = TrainingSession.Start(configuration, quick, new NeighbourExamples(configuration.Shape, 1), 9);
        var heldOut = new WatchedExamples(new NeighbourExamples(configuration.Shape, 2));
        session.Validate(heldOut, 10, 2, first: 5);
        Assert.Equal(Enumerable.Range(5, 10).Select(index => (long)index), heldOut.Drawn.Order());
    }

    [Fact]
    public void What_a_source_says_of_a_bad_example_comes_out_of_the_step_that_needs_it_and_the_others_of_that_step_are_waited_for()
    {
        var configuration = ReferenceShapes.Tiny(Mixer.Mlp);
        var source = new WatchedExamples(new NeighbourExamples(configuration.Shape, 1)) { Bad = quick.Batch + 1 };
        using (var session = TrainingSession.Start(configuration, quick with { Exploration = 0 }, source, 9))
        {
            session.Step();
            source.Slow = TimeSpan.FromMilliseconds(100);
            var fault = Assert.Throws<InvalidDataException>(() =>
            {
                while (!session.Finished) session.Step();
            });
            Assert.Equal("example 7 is damaged", fault.Message);
        }
        Assert.Equal(0, source.Underway);
    }

    [Fact]
    public void No_example_of_a_first_step_that_fails_is_still_drawn_when_the_session_has_gone()
    {
        var configuration = ReferenceShapes.Tiny(Mixer.Mlp);
        var source = new WatchedExamples(new NeighbourExamples(configuration.Shape, 1)) { Bad = 0, Slow = TimeSpan.FromMilliseconds(100) };
        using (var session = TrainingSession.Start(configuration, quick, source, 9))
            Assert.Throws<InvalidDataException>(() => session.Step());
        Assert.Equal((0, quick.Batch - 1), (source.Underway, source.Drawn.Count));
    }

    [Fact]
    public void Checkpoint_with_one_bit_flipped_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = Saved(folder);
        var bytes = File.ReadAllBytes(path);
        bytes[^100] ^= 1;
        File.WriteAllBytes(path, bytes);
        var configuration = ReferenceShapes.Tiny(Mixer.Mlp);
        Assert.Contains("damaged", Assert.Throws<CheckpointException>(() => TrainingSession.Resume(path, new NeighbourExamples(configuration.Shape, 1))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(1000)]
    public void Truncated_checkpoint_is_refused(int length)
    {
        using var folder = new TemporaryFolder();
        var path = Saved(folder);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);
        Assert.Throws<CheckpointException>(() => TrainingSession.Resume(path, new NeighbourExamples(ReferenceShapes.Tiny(Mixer.Mlp).Shape, 1)));
    }

    [Fact]
    public void Checkpoint_of_another_configuration_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = Saved(folder);
        var other = ReferenceShapes.Tiny(Mixer.Mlp) with { LatentSteps = 3 };
        var fault = Assert.Throws<CheckpointException>(() => TrainingSession.Resume(path, new NeighbourExamples(other.Shape, 1), other));
        Assert.Contains("start a new run", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Source_of_another_task_is_refused()
    {
        var configuration = ReferenceShapes.Tiny(Mixer.Mlp);
        Assert.Throws<ArgumentException>(() => TrainingSession.Start(configuration, quick, new NeighbourExamples(configuration.Shape with { Classes = 5 }, 1), 1));
    }

    [Theory]
    [InlineData("gpu", "auto, cpu, cuda or cuda:N")]
    [InlineData("cuda:x", "auto, cpu, cuda or cuda:N")]
    [InlineData("cuda:99", "cuda")]
    public void Device_that_is_not_here_is_refused_before_anything_is_made(string device, string words)
    {
        var configuration = ReferenceShapes.Tiny(Mixer.Mlp);
        var fault = Assert.Throws<ArgumentException>(() => TrainingSession.Start(configuration, quick with { Device = device }, new NeighbourExamples(configuration.Shape, 1), 1));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Mixer.Attention)]
    [InlineData(Mixer.Mlp)]
    [InlineData(Mixer.Convolution)]
    public void Run_that_would_not_fit_in_memory_is_refused_before_it_begins(Mixer mixer)
    {
        var configuration = ReferenceShapes.Tiny(mixer);
        var fault = Assert.Throws<MemoryException>(() => TrainingSession.Start(configuration, quick with { Batch = 2_000_000_000 }, new NeighbourExamples(configuration.Shape, 1), 1));
        Assert.Contains("2000000000 slots", fault.Message, StringComparison.Ordinal);
        Assert.Contains("set a smaller batch", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gpu_of_this_machine_tells_its_memory_or_nobody_does()
    {
        Assert.InRange(DeviceMemory.OfGpu(0) ?? long.MaxValue, 1L << 30, long.MaxValue);
        Assert.Null(DeviceMemory.OfGpu(4096));
        Assert.InRange(DeviceMemory.Of(TorchSharp.torch.CPU) ?? 0, 1L << 20, long.MaxValue);
    }

    [Fact]
    public void Slots_halt_by_belief_after_their_minimum_or_at_the_step_limit()
    {
        var configuration = ReferenceShapes.Tiny(Mixer.Convolution, InputKind.Planes) with { MaxSteps = 4 };
        using var doubter = TrainingSession.Start(configuration, quick with { Exploration = 0, LearningRate = 1e-9 }, new NeighbourExamples(configuration.Shape, 1), 9);
        for (var step = 1; step <= 8; step++) Assert.Equal((step % 4 == 0 ? 6 : 0, step % 4 == 0 ? 4.0 : 0), Halts(doubter.Step())); // the halt head starts at -5

        using var believer = TrainingSession.Start(configuration, quick with { Exploration = 0, LearningRate = 1e-9 }, new NeighbourExamples(configuration.Shape, 1), 9);
        using (no_grad()) believer.Network["halt.bias"].fill_(5);
        for (var step = 1; step <= 3; step++) Assert.Equal((6, 1.0), Halts(believer.Step()));

        using var explorer = TrainingSession.Start(configuration, quick with { Exploration = 1, LearningRate = 1e-9 }, new NeighbourExamples(configuration.Shape, 1), 9);
        using (no_grad()) explorer.Network["halt.bias"].fill_(5);
        Assert.Equal((0, 0.0), Halts(explorer.Step())); // at least two steps each
        var reports = Enumerable.Range(0, 39).Select(_ => explorer.Step()).Where(report => report.Halted > 0).ToList();
        Assert.InRange(reports.Sum(r => r.Halted * r.HaltedAfter) / reports.Sum(r => r.Halted), 2.6, 3.4); // U{2..4}

        using var stayer = TrainingSession.Start(configuration, quick with { Exploration = 0, FullRun = 1, LearningRate = 1e-9 }, new NeighbourExamples(configuration.Shape, 1), 9);
        using (no_grad()) stayer.Network["halt.bias"].fill_(5);
        // The six slots' first examples are let go after 1, 1, 2, 3, 3 and 4 steps, all others after four.
        Assert.Equal([2, 1, 2, 1], Enumerable.Range(0, 4).Select(_ => stayer.Step().Halted));
        Assert.Equal([(2, 4.0), (1, 4.0), (2, 4.0), (1, 4.0)], Enumerable.Range(0, 4).Select(_ => Halts(stayer.Step())));

        static (int, double) Halts(StepReport report) => (report.Halted, report.HaltedAfter);
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        var configuration = ReferenceShapes.Tiny(Mixer.Attention);
        using var session = TrainingSession.Start(configuration, quick, new NeighbourExamples(configuration.Shape, 1), 9);
        for (var step = 0; step < 10; step++) session.Step();
        session.Validate(new NeighbourExamples(configuration.Shape, 2), 6, 2);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var step = 0; step < 10; step++) session.Step();
        session.Validate(new NeighbourExamples(configuration.Shape, 2), 6, 2);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Loss_that_is_no_number_stops_the_run_and_names_the_step()
    {
        var configuration = ReferenceShapes.Tiny(Mixer.Mlp);
        using var session = TrainingSession.Start(configuration, quick, new NeighbourExamples(configuration.Shape, 1), 9);
        session.Step();
        using (no_grad()) session.Network["answer.weight"].fill_(float.NaN);
        var fault = Assert.Throws<TrainingDivergedException>(() => session.Step());
        Assert.Equal(2, fault.Step);
        Assert.Equal(1, session.CurrentStep);
    }

    [Fact]
    public void Budget_in_minutes_becomes_a_number_of_steps_once()
    {
        var configuration = ReferenceShapes.Tiny(Mixer.Mlp);
        var recipe = quick with { Steps = 0, BudgetMinutes = 1, MeasuredSteps = 10 };
        using var session = TrainingSession.Start(configuration, recipe, new NeighbourExamples(configuration.Shape, 1), 9, clock: new SteppingClock(TimeSpan.FromSeconds(0.25)));
        for (var step = 1; step < 10; step++) Assert.Equal(0, session.Step().TotalSteps);
        Assert.Equal(0, session.TotalSteps);
        session.Step();
        Assert.Equal(240, session.TotalSteps);
        session.Step();
        Assert.Equal(240, session.TotalSteps);
    }

    [Fact]
    public void Finished_run_refuses_further_steps()
    {
        var configuration = ReferenceShapes.Tiny(Mixer.Mlp);
        using var session = TrainingSession.Start(configuration, quick with { Steps = 2 }, new NeighbourExamples(configuration.Shape, 1), 9);
        session.Step();
        Assert.Equal(0, session.CurrentStep - 1);
        session.Step();
        Assert.True(session.Finished);
        Assert.Throws<InvalidOperationException>(() => session.Step());
    }

    /// <summary>Reaches 95 % of the held-out cells: the rule is local, two classes are right in most cells.</summary>
    [Theory]
    [InlineData(Mixer.Attention)]
    [InlineData(Mixer.Convolution)]
    public void Small_rule_is_learned_to_95_percent_of_unseen_cells(Mixer mixer)
    {
        var configuration = ReferenceShapes.Tiny(mixer) with { Hidden = 32, Inner = 64, MaxSteps = 2 };
        var recipe = quick with { Batch = 32, Steps = 250, LearningRate = 5e-3 };
        using var session = TrainingSession.Start(configuration, recipe, new NeighbourExamples(configuration.Shape, 1), 9);
        while (!session.Finished) session.Step();
        Assert.InRange(session.Validate(new NeighbourExamples(configuration.Shape, 2), 200, 2).CellAccuracy, 0.95, 1);
    }

    private static string Saved(TemporaryFolder folder)
    {
        var configuration = ReferenceShapes.Tiny(Mixer.Mlp);
        using var session = TrainingSession.Start(configuration, quick, new NeighbourExamples(configuration.Shape, 1), 9);
        session.Step();
        session.Save(folder.File("run.safetensors"));
        return folder.File("run.safetensors");
    }

    /// <summary>A clock that every reading moves on.</summary>
    private sealed class SteppingClock(TimeSpan stride) : TimeProvider
    {
        private long now;
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public override long GetTimestamp() => now += stride.Ticks;
    }
}
