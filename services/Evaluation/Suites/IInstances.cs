using Trm.Grid.Contracts.V1;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Measuring;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>The instances of a suite. Only the network's own answers count, within the stated steps and views.</summary>
internal interface IInstances
{
    int Count { get; }

    /// <summary>Whether instances are asked side by side, each step on one thread; else one after the other, and a step may take all cores.</summary>
    bool SideBySide => false;

    /// <summary>Asks every instance.</summary>
    /// <param name="done">Told how many are done; one call at a time.</param>
    Measurement Measure(StepModel model, Suite suite, Action<int> done, CancellationToken stop);
}
