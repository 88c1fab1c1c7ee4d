using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Training.Workers;

/// <summary>How a worker's life ended.</summary>
/// <param name="End">Why.</param>
/// <param name="Message">What a person should know of it.</param>
internal sealed record WorkerLife(WorkerEnd End, string Message);

internal enum WorkerEnd
{
    /// <summary>It said its last word: proven, failed or stopped.</summary>
    Spoke,

    /// <summary>Its process ended without one, or hung and was killed.</summary>
    Lost,

    /// <summary>It had no room for what it must keep.</summary>
    DiskFull,

    /// <summary>The run's deadline passed and it was killed.</summary>
    Deadline,

    /// <summary>The service ends and let it go.</summary>
    LetGo,
}
