namespace Trm.Grid.Training.Runs;

/// <summary>What can happen to a run.</summary>
internal enum RunSignal
{
    /// <summary>A slot became free and the run takes it.</summary>
    Taken,

    /// <summary>Its worker started, or told how far it is.</summary>
    Reported,

    /// <summary>Its worker has trained all steps and exports.</summary>
    Exporting,

    /// <summary>The package lies there and is proven.</summary>
    Proven,

    /// <summary>The worker gave up with a reason, the deadline passed, or the service itself failed at the run.</summary>
    Faulted,

    /// <summary>The worker's process ended without a word and may be replaced.</summary>
    Lost,

    /// <summary>The worker's process ended without a word once too often.</summary>
    LostForGood,

    /// <summary>Somebody asked to cancel.</summary>
    CancelAsked,

    /// <summary>Asked to stop, the worker is gone.</summary>
    Gone,

    /// <summary>The registry has the version.</summary>
    Registered,

    /// <summary>The registry refuses the package, or was away for too long.</summary>
    NotRegistered,
}
