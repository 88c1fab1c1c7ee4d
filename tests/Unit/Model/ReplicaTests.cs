using Trm.Grid.Model;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Tests.Unit.Model;

public class ReplicaTests
{
    private static readonly Recipe Whole = new()
    {
        Batch = 12, Steps = 8, LearningRate = 3e-3, WarmUpSteps = 2, Exploration = 0.5, Clip = 1, DecisiveWeight = 2, Precision = Precision.Fp64, Threads = 2,
    };

    public static TheoryData<Mixer, Halting, GradientPath, bool> Kinds => new()
    {
        { Mixer.Attention, Halting.QLearning, GradientPath.OneStep, false },
        { Mixer.Mlp, Halting.Bce, GradientPath.FixedPoint, true },
        { Mixer.Convolution, Halting.Fixed, GradientPath.LastCycle, false },
        { Mixer.Units, Halting.Bce, GradientPath.LastCycle, false },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Replicas_take_the_step_that_one_takes(Mixer mixer, Halting halting, GradientPath path, bool feedback)
    {
        var configuration = ReferenceShapes.Tiny(mixer) with { Halting = halting, Feedback = feedback };
        var recipe = Whole with { Gradient = path, CardinalityWeight = mixer == Mixer.Units ? 0.3 : 0 };
        using var one = Start(recipe with { Threads = 1 });
        using var two = Start(recipe with { Replicas = 2 });
        using var more = Start(recipe with { Replicas = 7 }); // six parts, more than there are threads
        while (!one.Finished)
        {
            var expected = one.Step();
            foreach (var report in new[] { two.Step(), more.Step() })
            {
                Assert.Equal(expected.Loss, report.Loss, 1e-5);
                Assert.Equal(expected.HaltLoss, report.HaltLoss, 1e-5);
                Assert.Equal(expected.GradientNorm, report.GradientNorm, 1e-4);
                Assert.Equal((expected.CellAccuracy, expected.ExactShare, expected.Halted, expected.HaltedAfter), (report.CellAccuracy, report.ExactShare, report.Halted, report.HaltedAfter));
            }
        }
        Assert.True(two.Network.Flat.detach().allclose(one.Network.Flat.detach(), 1e-9, 1e-12));
        Assert.True(more.Network.Flat.detach().allclose(one.Network.Flat.detach(), 1e-9, 1e-12));

        TrainingSession Start(Recipe recipe) => TrainingSession.Start(configuration, recipe, Examples(configuration), 9);
    }

    [Fact]
    public void Run_of_replicas_saved_and_resumed_ends_bit_for_bit_where_an_undisturbed_one_ends()
    {
        using var folder = new TemporaryFolder();
        var configuration = ReferenceShapes.Tiny(Mixer.Units);
        var recipe = Whole with { Precision = Precision.Bf16, Replicas = 3 };
        using var undisturbed = TrainingSession.Start(configuration, recipe, Examples(configuration), 9);
        while (!undisturbed.Finished) undisturbed.Step();
        using (var first = TrainingSession.Start(configuration, recipe, Examples(configuration), 9))
        {
            for (var step = 0; step < 4; step++) first.Step();
            first.Save(folder.File("run.safetensors"));
        }
        using var second = TrainingSession.Resume(folder.File("run.safetensors"), Examples(configuration), configuration);
        while (!second.Finished) second.Step();
        Assert.Equal(undisturbed.WeightsDigest(), second.WeightsDigest());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    [InlineData(11, 6)]
    [InlineData(100, 12)]
    public void Batch_is_cut_into_as_many_equal_parts_as_the_replicas_allow(int replicas, int parts) => Assert.Equal(parts, (Whole with { Replicas = replicas }).Check().Parts);

    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    public void Number_of_replicas_that_makes_no_sense_is_refused(int replicas)
    {
        var fault = Assert.Throws<ArgumentException>(() => (Whole with { Replicas = replicas }).Check());
        Assert.Equal($"recipe: replicas must lie in 1 to 1024, got {replicas}", fault.Message);
    }

    [Fact]
    public void Puzzle_embeddings_which_lie_in_one_table_take_one_replica()
    {
        var configuration = ReferenceShapes.Tiny(Mixer.Attention) with { Puzzles = 3 };
        var fault = Assert.Throws<ArgumentException>(() => TrainingSession.Start(configuration, Whole with { Replicas = 2 }, Examples(configuration), 9));
        Assert.Contains("leave replicas 1", fault.Message, StringComparison.Ordinal);
    }

    private static IExampleSource Examples(ModelConfiguration configuration) =>
        configuration.Mixer == Mixer.Units ? SudokuExamples.Generated(2, 100, 1) : new NeighbourExamples(configuration.Shape, 1);
}
