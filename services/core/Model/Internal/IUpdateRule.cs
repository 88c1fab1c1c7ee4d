using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>How some of a network's parameters follow their gradients.</summary>
internal interface IUpdateRule : IDisposable
{
    /// <summary>What a checkpoint must keep, by name.</summary>
    IEnumerable<(string Name, Tensor Value)> State { get; }

    /// <summary>One update, without gradient mode. Tensors made on the way belong to the caller's dispose scope.</summary>
    /// <param name="step">1 for the first.</param>
    /// <param name="factor">What the schedule leaves of the learning rate, 0 to 1.</param>
    void Apply(long step, double factor);
}
