using Trm.Grid.Model;
using static TorchSharp.torch;

namespace Trm.Grid.Tests.Unit.Model;

public class LookTests
{
    private static readonly ModelConfiguration Tiny = ReferenceShapes.Tiny(Mixer.Mlp) with { Puzzles = 1 };
    private static readonly Recipe Quick = new()
    {
        Batch = 4, Steps = 40, LearningRate = 3e-3, Precision = Precision.Fp32, Threads = 1, Schedule = LearningSchedule.Constant, LookEvery = 2, Patience = 2, PinBest = true,
    };

    /// <summary>The measure is best at the second look; two worse ones end the run, also where it was resumed in between.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Run_without_progress_ends_early_with_the_weights_of_its_best_look(int killedAfter)
    {
        using var folder = new TemporaryFolder();
        using var whole = Start(Quick with { Patience = 0, PinBest = false, LookEvery = 0 });
        for (var step = 0; step < 4; step++) whole.Step();

        var session = Start(Quick);
        while (!session.Finished)
        {
            session.Step();
            if (session.CurrentStep == killedAfter)
            {
                session.Save(folder.File("run"));
                session.Dispose();
                session = TrainingSession.Resume(folder.File("run"), new NeighbourExamples(Tiny.Shape, 1));
            }
            if (session.LookDue) session.Look(session.CurrentStep == 4 ? 0.9 : 0.5);
        }
        Assert.Equal((8, true, 4), (session.CurrentStep, session.Stalled, session.Looks.BestStep));
        Assert.Throws<InvalidOperationException>(() => session.Step());
        session.Conclude();
        Assert.True(session.Averaged.Flat.allclose(whole.Averaged.Flat, 0, 0));
        Assert.True(session.Averaged.Puzzles!.allclose(whole.Averaged.Puzzles!, 0, 0));
        session.Dispose();
    }

    [Fact]
    public void Embeddings_in_a_file_cannot_be_pinned()
    {
        using var folder = new TemporaryFolder();
        using var table = PuzzleTable.Create(folder.File("table"), 5, Tiny.Hidden);
        var fault = Assert.Throws<ArgumentException>(() => TrainingSession.Start(Tiny with { Puzzles = 5 }, Quick, new AnyExamples(Tiny.Shape), 1, puzzles: table));
        Assert.Contains("expected pin_best=false", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Look_is_due_once_at_its_step_and_at_the_last_one()
    {
        using var session = Start(Quick with { Steps = 5, Patience = 0, LookEvery = 3 });
        var due = new List<long>();
        while (!session.Finished)
        {
            session.Step();
            if (!session.LookDue) continue;
            due.Add(session.CurrentStep);
            session.Look(0);
            Assert.False(session.LookDue);
        }
        Assert.Equal([3, 5], due);
    }

    [Fact]
    public void Weights_that_are_no_numbers_are_not_saved_over_good_ones()
    {
        using var folder = new TemporaryFolder();
        using var session = Start(Quick);
        session.Step();
        session.Save(folder.File("run"));
        using (no_grad()) session.Network["answer.weight"].fill_(float.PositiveInfinity);
        Assert.Equal(1, Assert.Throws<TrainingDivergedException>(() => session.Save(folder.File("run"))).Step);
        using var good = TrainingSession.Resume(folder.File("run"), new NeighbourExamples(Tiny.Shape, 1));
        Assert.True(double.IsFinite(good.Step().Loss));
    }

    [Fact]
    public void Patience_and_pinning_need_looks() =>
        Assert.Contains("look_every", Assert.Throws<ArgumentException>(() => (Quick with { LookEvery = 0 }).Check()).Message, StringComparison.Ordinal);

    private static TrainingSession Start(Recipe recipe) => TrainingSession.Start(Tiny, recipe, new NeighbourExamples(Tiny.Shape, 1), 9);
}
