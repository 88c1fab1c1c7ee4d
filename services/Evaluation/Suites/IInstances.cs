using Trm.Grid.Contracts.V1;
using Trm.Grid.Runtime;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>The instances of a suite. Only the network's own answers count, within the stated steps and views.</summary>
internal interface IInstances
{
    int Count { get; }

    /// <summary>Asks every instance, one after the other.</summary>
    /// <param name="done">Told how many are done, on this thread.</param>
    Measurement Measure(StepModel model, Suite suite, Action<int> done, CancellationToken stop);
}
