using static Trm.Grid.Edge.Swap.SwapEvent;
using static Trm.Grid.Edge.Swap.SwapState;

namespace Trm.Grid.Edge.Swap;

/// <summary>
/// The one table of the device's model. States live in memory: after a power cut the agent reads the active pointer and the slots, is Active or
/// Idle again, and takes the desired state up anew; every step is made so that doing it again is harmless.
/// </summary>
internal static class SwapTable
{
    private const SwapState Working = Downloading | Verifying | Proving | Waiting;
    private const SwapState Running = Active | Rejected | Working;
    private const SwapState Listening = Idle | Running | Trial;

    /// <summary>Where a version is looked at for the first time, and may be found to be none that can run here.</summary>
    private const SwapState Judging = Downloading | Proving;

    /// <summary>Where something may go wrong that passes.</summary>
    private const SwapState Exposed = Judging | Verifying | Switching;

    public static readonly IReadOnlyList<SwapRow> Rows =
    [
        //   in                 | on event   | does                            | next        | must not
        new(Listening,            Desired,     (s, c) => s.DownloadAsync(c),     Downloading,  "write into the slot of the model that runs"),
        new(Running,              Satisfied,   (s, c) => s.RestAsync(c),         Active,       "unload the model that runs"),
        new(Trial,                Satisfied,   (s, c) => s.TryAsync(c),          Trial,        "call a trial passed that has not ended"),
        new(Listening,            Withdrawn,   (s, c) => s.ReleaseAsync(),       Idle,         "delete a slot: the version may be wanted again"),
        new(Idle,                 Released,    (s, c) => s.RestAsync(c),         Idle,         "load anything"),
        new(Downloading,          Fetched,     (s, c) => s.VerifyAsync(c),       Verifying,    "load anything"),
        new(Downloading,          LinkLost,    (s, c) => s.AwaitLinkAsync(c),    Downloading,  "throw away what is fetched"),
        new(Downloading,          RetryDue,    (s, c) => s.DownloadAsync(c),     Downloading,  "write into the slot of the model that runs"),
        new(Verifying,            Verified,    (s, c) => s.ProveAsync(c),        Proving,      "load the new model into this process"),
        new(Proving,              Proven,      (s, c) => s.AwaitStillAsync(c),   Waiting,      "change the model under a robot that follows a path"),
        new(Waiting,              Still,       (s, c) => s.SwitchAsync(c),       Switching,    "let go of the old model before the new one has loaded"),
        new(Switching,            Moving,      (s, c) => s.AwaitStillAsync(c),   Waiting,      "change the model under a robot that follows a path"),
        new(Switching,            Switched,    (s, c) => s.TryAsync(c),          Trial,        "delete the old slot: it is the way back"),
        new(Trial,                Passed,      (s, c) => s.RestAsync(c),         Active,       "delete the old slot: it is the way back"),
        new(Trial,                Worse,       (s, c) => s.RevertAsync(c),       Reverting,    "hear the grid: what it wants would go into the slot of the way back"),
        new(Reverting,            Obstructed,  (s, c) => s.AwaitRetryAsync(c),   Reverting,    "let the worse model answer meanwhile"),
        new(Reverting,            RetryDue,    (s, c) => s.RevertAsync(c),       Reverting,    "hear the grid: what it wants would go into the slot of the way back"),
        new(Reverting,            Reverted,    (s, c) => s.RestAsync(c),         Rejected,     "try the same revision again, now or after a restart"),
        new(Exposed,              Obstructed,  (s, c) => s.AwaitRetryAsync(c),   Rejected,     "touch the model that runs"),
        new(Judging,              Refused,     (s, c) => s.RestAsync(c),         Rejected,     "try the same revision again, now or after a restart"),
        new(Rejected,             RetryDue,    (s, c) => s.DownloadAsync(c),     Downloading,  "write into the slot of the model that runs"),
    ];

    /// <summary>The row for an event in a state, or null when the event has to wait until the state's work has ended.</summary>
    public static SwapRow? Find(SwapState state, SwapEvent on)
    {
        foreach (var row in Rows)
            if (row.In.HasFlag(state) && row.On == on)
                return row;
        return null;
    }
}
