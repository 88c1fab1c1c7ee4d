using Trm.Grid.Model;
using Trm.Grid.Puzzles;
using Trm.Grid.Runtime;

namespace Trm.Grid.Trainer;

/// <summary>A network as torch has it, on its device, where the solver expects an exported one.</summary>
/// <param name="network">The caller's.</param>
/// <param name="threads">Threads that a step takes on the CPU; 0: as many as torch would.</param>
internal sealed class NetworkStepModel(Network network, int threads = 0) : IStepModel
{
    public StepMetadata Metadata { get; } = new()
    {
        Shape = network.Configuration.Shape,
        Steps = network.Configuration.MaxSteps,
        Prefix = network.Configuration.Prefix,
        Symmetric = network.Configuration.Mixer == Mixer.Units,
    };

    public TaskShape Shape => Metadata.Shape;

    public IStepBatch Open(int slots, int height, int width) => new Batch(network, slots, height, width, threads);

    public void Dispose()
    {
        // Nothing is its own.
    }

    private sealed class Batch(Network network, int slots, int height, int width, int threads) : NetworkBatch(network, slots, height, width, threads), IStepBatch;
}
