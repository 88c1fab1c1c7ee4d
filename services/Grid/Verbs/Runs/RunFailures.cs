using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Verbs.Runs;

internal static class RunFailures
{
    /// <summary>The kind as a reason: NOT_A_NUMBER, LOST_WORKER …</summary>
    public static string Reason(RunFailure failure) => Outputs.EnumText.Of(failure.Kind).ToUpperInvariant();

    /// <summary>Passes on a run that succeeded; any other end is this command's failure.</summary>
    public static Run Demand(Run run) => run.State switch
    {
        RunState.Succeeded => run,
        RunState.Cancelled => throw new CommandFailedException("RUN_CANCELLED", $"The run {run.Id} was cancelled at step {run.Step}."),
        _ => throw new CommandFailedException(run.Failure is { } failure ? Reason(failure) : "RUN_FAILED",
            $"The run {run.Id} failed at step {run.Step}: {run.Failure?.Message}"),
    };
}
