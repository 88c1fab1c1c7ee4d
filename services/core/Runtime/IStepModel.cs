using Trm.Grid.Puzzles;

namespace Trm.Grid.Runtime;

/// <summary>A network that takes supervision steps: in this process, a <see cref="StepModel"/>, or in another one.</summary>
public interface IStepModel : IDisposable
{
    StepMetadata Metadata { get; }

    TaskShape Shape { get; }

    /// <summary>Opens buffers for a number of questions of one size that recurse side by side.</summary>
    IStepBatch Open(int slots, int height, int width);
}
