using Trm.Grid.Model.Internal;
using static TorchSharp.torch;

namespace Trm.Grid.Model;

/// <summary>From y to an answer and whether to believe it.</summary>
public sealed partial class Network
{
    /// <summary>The answer head's logits for every cell: fp32 (fp64 in an fp64 network) [B, cells, classes].</summary>
    public Tensor Answer(Tensor y)
    {
        using var scope = NewDisposeScope();
        if (Configuration.Mixer == Mixer.Units) return AnswerDigits(y).MoveToOuterDisposeScope();
        var cells = Configuration.IsGrid ? y.flatten(1, 2) : y.narrow(1, Configuration.Prefix, y.shape[1] - Configuration.Prefix); // [B, cells, d]
        return nn.functional.linear(cells, this["answer.weight"].to(ComputeType)).to(Flat.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Whether the network believes its answer: logits [B], above 0 for yes, computed in fp32.</summary>
    public Tensor Halt(Tensor y)
    {
        using var scope = NewDisposeScope();
        var both = HaltOutputs(y);
        var halt = both.select(1, 0);
        return (Configuration.Halting == Halting.QLearning ? halt - both.select(1, 1) : halt).MoveToOuterDisposeScope();
    }

    /// <summary>Both outputs of the halt head: [B, 2], in fp32.</summary>
    public Tensor HaltOutputs(Tensor y)
    {
        using var scope = NewDisposeScope();
        var positions = Configuration.IsGrid ? y.flatten(1, 2) : y; // [B, positions, d]
        var read = Configuration.Halt == HaltReading.Mean ? positions.to(Flat.dtype).mean([1]) : positions.select(1, 0).to(Flat.dtype); // [B, d]
        return nn.functional.linear(read, this["halt.weight"], this["halt.bias"]).MoveToOuterDisposeScope();
    }

    private Tensor AnswerDigits(Tensor y) // [B, cells, digits, d] -> [B, cells, classes]
    {
        var digits = nn.functional.linear(y, this["answer.weight"].to(ComputeType)).squeeze(-1).to(Flat.dtype);
        return cat([full([y.shape[0], y.shape[1], SudokuUnits.OtherClasses], SudokuUnits.Never, Flat.dtype, Device), digits], -1);
    }
}
