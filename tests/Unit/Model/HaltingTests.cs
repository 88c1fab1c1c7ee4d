using TorchSharp;
using Trm.Grid.Model;
using Trm.Grid.Puzzles;
using static TorchSharp.torch;

namespace Trm.Grid.Tests.Unit.Model;

public class HaltingTests
{
    private static readonly ModelConfiguration Tiny = ReferenceShapes.Tiny(Mixer.Mlp);
    private static readonly Recipe Still = new() { Batch = 6, Steps = 40, LearningRate = 1e-9, WeightDecay = 0, Precision = Precision.Fp32, Threads = 1, Exploration = 0 };

    [Theory]
    [InlineData(Halting.Bce, 1)]
    [InlineData(Halting.QLearning, 1)]
    [InlineData(Halting.Fixed, 4)]
    public void Slot_whose_head_believes_halts_unless_steps_are_fixed(Halting halting, int after)
    {
        using var session = Start(Tiny with { Halting = halting }, Still);
        using (no_grad()) session.Network["halt.bias"].copy_(tensor(new[] { 5f, 0f }));
        for (var step = 1; step < after; step++) Assert.Equal(0, session.Step().Halted);
        var report = session.Step();
        Assert.Equal((6, (double)after), (report.Halted, report.HaltedAfter));
        Assert.Equal(halting == Halting.Fixed, report.HaltLoss == 0);
    }

    /// <summary>Zero weights make both values their bias, in this step and the next: the target is the sigmoid of the greater, or of halting's at the last step.</summary>
    [Fact]
    public void Going_on_is_worth_the_next_steps_better_value_and_at_the_last_step_what_halting_is_worth()
    {
        using var session = Start(Tiny with { Halting = Halting.QLearning, MaxSteps = 2 }, Still);
        using (no_grad()) session.Network["halt.bias"].copy_(tensor(new[] { -3f, 1f }));
        Assert.Equal(Bce(-3, 0) + Bce(1, Sigmoid(1)), session.Step().HaltLoss, 4);
        Assert.Equal(Bce(-3, 0) + Bce(1, Sigmoid(-3)), session.Step().HaltLoss, 4);

        static double Sigmoid(double v) => 1 / (1 + Math.Exp(-v));
        static double Bce(double logit, double target) => -target * Math.Log(Sigmoid(logit)) - (1 - target) * Math.Log(1 - Sigmoid(logit));
    }

    /// <summary>An answer head of zeros says class 0 everywhere; only cell 5 is scored as class 0.</summary>
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void Answer_is_right_when_the_cells_on_which_it_hangs_are(bool hangsOnOne, double exact)
    {
        using var session = TrainingSession.Start(Tiny, Still, new OneOfTwelve(Tiny.Shape, hangsOnOne ? [5] : []), 9);
        using (no_grad()) session.Network["answer.weight"].zero_();
        Assert.Equal(exact, session.Step().ExactShare);
    }

    /// <summary>Answers that are linear in the weight, over the weights' sum, of which two tell the third.</summary>
    [Fact]
    public void Cells_on_which_an_answer_hangs_weigh_in_the_loss_as_much_as_the_recipe_says()
    {
        double alone = Loss(1, [5, 7]) * 12, heavy = Loss(4, [5, 7]) * (10 + 4 * 2);
        var decisive = (heavy - alone) / 3;
        Assert.InRange(decisive, 0.1, alone - 0.1);
        Assert.Equal((alone - decisive + decisive * 9) / (10 + 9 * 2), Loss(9, [5, 7]), 4);
        Assert.NotEqual(Loss(1, [5, 7]), Loss(9, [5, 7]), 2);
        Assert.Equal(Loss(1, []), Loss(9, []), 4);

        static double Loss(double weight, int[] decisive)
        {
            using var session = TrainingSession.Start(Tiny with { Halting = Halting.Fixed }, Still with { DecisiveWeight = weight }, new OneOfTwelve(Tiny.Shape, decisive), 9);
            return session.Probe().Loss;
        }
    }

    [Fact]
    public void Answer_cannot_hang_on_a_cell_that_is_not_there()
    {
        using var session = TrainingSession.Start(Tiny, Still, new OneOfTwelve(Tiny.Shape, [12]), 9);
        Assert.Contains("decisive", Assert.Throws<ArgumentException>(session.Step).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Halting.QLearning, false)]
    [InlineData(Halting.Fixed, true)]
    public void Every_halting_and_feedback_resume_bit_for_bit(Halting halting, bool feedback)
    {
        using var folder = new TemporaryFolder();
        var configuration = Tiny with { Halting = halting, Feedback = feedback, TwoNetworks = true, Gate = Gating.Normed };
        var recipe = Still with { LearningRate = 3e-3, Steps = 20, Exploration = 0.5, Gradient = GradientPath.OneStep, ScrambledCells = 4 };
        using var undisturbed = Start(configuration, recipe);
        while (!undisturbed.Finished) undisturbed.Step();
        using (var first = Start(configuration, recipe))
        {
            for (var step = 0; step < 9; step++) first.Step();
            first.Save(folder.File("run"));
        }
        using var second = TrainingSession.Resume(folder.File("run"), new NeighbourExamples(configuration.Shape, 1), configuration);
        while (!second.Finished) second.Step();
        Assert.Equal(undisturbed.WeightsDigest(), second.WeightsDigest());
    }

    private static TrainingSession Start(ModelConfiguration configuration, Recipe recipe) =>
        TrainingSession.Start(configuration, recipe, new NeighbourExamples(configuration.Shape, 1), 9);

    /// <summary>Twelve cells, all of class 1 but cell 5, which is of class 0.</summary>
    private sealed class OneOfTwelve(TaskShape shape, int[] decisive) : IExampleSource
    {
        public TaskShape Shape => shape;
        public int Height => 3;
        public int Width => 4;

        public Example Draw(long index) => new()
        {
            Height = 3, Width = 4, Tokens = new int[12], Targets = [.. Enumerable.Range(0, 12).Select(cell => cell == 5 ? 1u : 2u)], Decisive = decisive,
        };
    }
}
