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
        return (Configuration.Mixer == Mixer.Units ? AnswerDigits(y) : OfCells(y, this["answer.weight"])).MoveToOuterDisposeScope();
    }

    /// <summary>The auxiliary head's logits for every cell, where there is one: fp32 (fp64 in an fp64 network) [B, cells, classes].</summary>
    public Tensor Auxiliary(Tensor y)
    {
        using var scope = NewDisposeScope();
        return OfCells(y, this["auxiliary.weight"]).MoveToOuterDisposeScope();
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

    private Tensor OfCells(Tensor y, Tensor weight) // [classes, d] -> [B, cells, classes]
    {
        var cells = Configuration.IsGrid ? y.flatten(1, 2) : y.narrow(1, Configuration.Prefix, y.shape[1] - Configuration.Prefix); // [B, cells, d]
        return nn.functional.linear(cells, weight.to(ComputeType)).to(Flat.dtype);
    }

    private Tensor AnswerDigits(Tensor y) // [B, cells, digits, d] -> [B, cells, classes]
    {
        var digits = nn.functional.linear(y, this["answer.weight"].to(ComputeType)).squeeze(-1).to(Flat.dtype);
        return cat([full([y.shape[0], y.shape[1], SudokuUnits.OtherClasses], SudokuUnits.Never, Flat.dtype, Device), digits], -1);
    }
}
