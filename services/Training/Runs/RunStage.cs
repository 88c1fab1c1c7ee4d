namespace Trm.Grid.Training.Runs;

/// <summary>Where a run stands: its public state, with the phases of a running one told apart.</summary>
internal enum RunStage
{
    Queued,
    Working,
    Exporting,
    Registering,
    Stopping,
    Succeeded,
    Failed,
    Cancelled,
}
