using Trm.Grid.Contracts.Onnx;
using Google.Protobuf;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Unit.Runtime;

public class StepModelLoading
{
    [Fact]
    public void Bytes_that_are_no_graph_are_refused()
    {
        var fault = Assert.Throws<InvalidDataException>(() => StepModel.Load("noise.onnx", [.. Enumerable.Range(0, 4096).Select(i => (byte)(i * 37))]));
        Assert.Contains("loading noise.onnx", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_graph_is_refused()
    {
        var whole = HandBuiltStep.CountingBytes();
        for (var share = 1; share < 10; share++)
            Assert.Throws<InvalidDataException>(() => StepModel.Load("cut.onnx", whole[..(whole.Length * share / 10)]));
    }

    [Fact]
    public void A_graph_that_is_no_supervision_step_is_refused()
    {
        var model = ModelProto.Parser.ParseFrom(HandBuiltStep.CountingBytes());
        model.MetadataProps.Clear();
        Assert.Contains("trm.grid.task", Assert.Throws<InvalidDataException>(() => StepModel.Load("other.onnx", model.ToByteArray())).Message, StringComparison.Ordinal);

        model = ModelProto.Parser.ParseFrom(HandBuiltStep.CountingBytes());
        model.Graph.Output.RemoveAt(1);
        Assert.Contains("expected inputs tokens, reset, y, z", Assert.Throws<InvalidDataException>(() => StepModel.Load("other.onnx", model.ToByteArray())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        using var model = HandBuiltStep.Counting();
        using var batch = model.Open(2, 2, 3);
        using var cancel = new CancellationTokenSource();
        for (var i = 0; i < 10; i++)
            batch.Step(cancel.Token);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            batch.Step(cancel.Token);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public void A_saved_state_goes_on_where_it_was_saved()
    {
        using var model = HandBuiltStep.Counting();
        using var batch = model.Open(2, 2, 3);
        var (y, z) = (new float[batch.StateLength], new float[batch.StateLength]);
        for (var i = 0; i < 3; i++)
            Assert.True(batch.Step());
        batch.Save(1, y, z);
        Assert.All(y, count => Assert.Equal(3, count));
        batch.Restart(0);
        batch.Step();
        batch.Restore(1, y, z);
        batch.Step();
        Assert.Equal(0, batch.Logits(0)[2]);
        Assert.Equal(0, batch.Logits(1)[4]);
    }
}
