using Trm.Grid.Model;

namespace Trm.Grid.Tests.Unit.Model;

public class NetworkBatchTests
{
    [Theory]
    [InlineData("sudoku4")]
    [InlineData("planner-tiny")]
    public void A_slot_goes_on_from_a_saved_state_and_its_neighbours_do_not_notice(string name)
    {
        var preset = Presets.Find(name)!;
        using var network = Network.Create(preset.Configuration, seed: 3);
        var source = preset.Examples(5);
        using var batch = new NetworkBatch(network, 2, source.Height, source.Width, threads: 1);
        Assert.False(batch.TrySave(0, [], []));
        Ask(batch, 0, example: 0);
        Ask(batch, 1, example: 1);
        Assert.True(batch.Step(TestContext.Current.CancellationToken));
        float[] y = new float[batch.StateLength], z = new float[batch.StateLength];
        Assert.True(batch.TrySave(0, y, z));
        var first = batch.Logits(1).ToArray();
        batch.Step(TestContext.Current.CancellationToken);
        var (second, neighbour) = (batch.Logits(0).ToArray(), batch.Logits(1).ToArray());
        Assert.NotEqual(first, neighbour);

        // A third question in the second slot, from its beginning; the first one from where it stood, in a batch that never saw it.
        using var other = new NetworkBatch(network, 2, source.Height, source.Width, threads: 1);
        Ask(other, 0, example: 0);
        Ask(other, 1, example: 1);
        other.Restore(0, y, z);
        other.Step(TestContext.Current.CancellationToken);
        Assert.Equal(second, other.Logits(0).ToArray());
        Assert.Equal(first, other.Logits(1).ToArray());

        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.False(other.Step(cancelled.Token));
        Assert.Equal(second, other.Logits(0).ToArray());

        void Ask(NetworkBatch asked, int slot, int example)
        {
            var drawn = source.Draw(example);
            if (drawn.Tokens.Length > 0)
                Array.ConvertAll(drawn.Tokens, token => (long)token).CopyTo(asked.Tokens(slot));
            else
                drawn.Planes.CopyTo(asked.Planes(slot));
            asked.Restart(slot);
        }
    }

    [Fact]
    public void Questions_of_another_size_are_refused()
    {
        using var network = Network.Create(Presets.Find("sudoku4")!.Configuration, seed: 3);
        Assert.Contains("expected 4x4 cells, got 9x9", Assert.Throws<ArgumentException>(() => new NetworkBatch(network, 1, 9, 9)).Message);
    }

    /// <summary>A look at held-out questions on the same thread must not change what a step sums up in.</summary>
    [Fact]
    public void Whoever_computed_before_a_step_it_takes_its_own_threads()
    {
        var preset = Presets.Find("sudoku4")!;
        using var session = TrainingSession.Start(preset.Configuration, preset.Recipe with { Replicas = 1, Threads = 0 }, preset.Examples(1), seed: 1);
        var usual = session.Threads;
        TorchSharp.torch.set_num_threads(usual + 2);
        session.Step();
        Assert.Equal(usual, TorchSharp.torch.get_num_threads());
        using var batch = new NetworkBatch(session.Averaged, slots: 1, 4, 4, threads: usual + 3);
        batch.Step(TestContext.Current.CancellationToken);
        Assert.Equal(usual + 3, TorchSharp.torch.get_num_threads());
        session.Step();
        Assert.Equal(usual, TorchSharp.torch.get_num_threads());
        using var free = new NetworkBatch(session.Averaged, slots: 1, 4, 4);
        TorchSharp.torch.set_num_threads(usual + 2);
        free.Step(TestContext.Current.CancellationToken);
        Assert.Equal(usual, TorchSharp.torch.get_num_threads());
    }
}
