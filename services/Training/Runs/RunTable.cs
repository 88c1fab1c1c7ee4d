using Trm.Grid.Contracts.V1;
using static Trm.Grid.Training.Runs.RunStage;

namespace Trm.Grid.Training.Runs;

/// <summary>
/// The run's whole life. A row is a stage, a column a signal, a cell the next stage; ······ is a signal that must not come there and changes
/// nothing. A run that has ended never moves again. A late word of a worker never undoes a cancellation, but what the registry has is kept.
/// </summary>
internal static class RunTable
{
    private const RunStage ______ = (RunStage)(-1);

    private static readonly RunStage[,] Next =
    {
        //                 Taken     Reported  Exporting  Proven       Faulted    Lost       LostForGood  CancelAsked  Gone       Registered  NotRegistered
        /* Queued      */ { Working,  ______,   ______,    ______,      ______,    ______,    ______,      Cancelled,   ______,    ______,     ______    },
        /* Working     */ { ______,   Working,  Exporting, Registering, Failed,    Working,   Failed,      Stopping,    ______,    ______,     ______    },
        /* Exporting   */ { ______,   Working,  Exporting, Registering, Failed,    Working,   Failed,      Stopping,    ______,    ______,     ______    },
        /* Registering */ { ______,   ______,   ______,    ______,      Failed,    ______,    ______,      Stopping,    ______,    Succeeded,  Failed    },
        /* Stopping    */ { ______,   Stopping, Stopping,  Cancelled,   Cancelled, Cancelled, Cancelled,   Stopping,    Cancelled, Succeeded,  Cancelled },
        /* Succeeded   */ { ______,   ______,   ______,    ______,      ______,    ______,    ______,      ______,      ______,    ______,     ______    },
        /* Failed      */ { ______,   ______,   ______,    ______,      ______,    ______,    ______,      ______,      ______,    ______,     ______    },
        /* Cancelled   */ { ______,   ______,   ______,    ______,      ______,    ______,    ______,      Cancelled,   ______,    ______,     ______    },
    };

    private static readonly (RunState State, RunPhase Phase, RunDuty Duty)[] Faces =
    [
        /* Queued      */ (RunState.Queued,    RunPhase.Unspecified, RunDuty.None),
        /* Working     */ (RunState.Running,   RunPhase.Training,    RunDuty.Work),
        /* Exporting   */ (RunState.Running,   RunPhase.Exporting,   RunDuty.Work),
        /* Registering */ (RunState.Running,   RunPhase.Registering, RunDuty.Register),
        /* Stopping    */ (RunState.Running,   RunPhase.Stopping,    RunDuty.Stop),
        /* Succeeded   */ (RunState.Succeeded, RunPhase.Unspecified, RunDuty.None),
        /* Failed      */ (RunState.Failed,    RunPhase.Unspecified, RunDuty.None),
        /* Cancelled   */ (RunState.Cancelled, RunPhase.Unspecified, RunDuty.None),
    ];

    /// <summary>The stage that follows, or null where the signal must not come.</summary>
    public static RunStage? After(RunStage stage, RunSignal signal) => Next[(int)stage, (int)signal] is var next && next == ______ ? null : next;

    public static RunDuty DutyIn(RunStage stage) => Faces[(int)stage].Duty;

    public static bool HasEnded(RunStage stage) => stage is Succeeded or Failed or Cancelled;

    public static RunStage StageOf(Run run)
    {
        var stage = Array.FindIndex(Faces, face => face.State == run.State && face.Phase == run.Phase);
        return stage >= 0
            ? (RunStage)stage
            : throw new InvalidDataException($"reading run {run.Id}: no stage has state {run.State} and phase {run.Phase}; the state file is of another program version");
    }

    public static void Put(Run run, RunStage stage) => (run.State, run.Phase, _) = Faces[(int)stage];
}
