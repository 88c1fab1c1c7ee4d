using TorchSharp;
using Trm.Grid.Model;
using Trm.Grid.Model.Export;
using static TorchSharp.torch;

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

    [Fact]
    public void Network_of_several_puzzles_is_exported_one_puzzle_at_a_time()
    {
        using var network = Network.Create(Tiny, 3);
        Assert.Contains("ForPuzzle", Assert.Throws<ArgumentException>(() => ModelExport.ToOnnx(network, ExportPrecision.Fp32)).Message, StringComparison.Ordinal);
        using var one = network.ForPuzzle(2);
        Assert.NotEmpty(ModelExport.ToOnnx(one, ExportPrecision.Fp32));
    }

    [Fact]
    public void Example_of_an_unknown_puzzle_is_refused() =>
        Assert.Contains("set puzzles", Assert.Throws<ArgumentException>(() => TrainingSession.Start(Tiny with { Puzzles = 2 }, Quick, new AnyExamples(Tiny.Shape), 9).Step()).Message, StringComparison.Ordinal);
}
