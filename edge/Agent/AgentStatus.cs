using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Boards;
using Trm.Grid.Edge.Gpio;
using Trm.Grid.Edge.Planning;
using Trm.Grid.Edge.Results;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Edge.Swap;

namespace Trm.Grid.Edge;

/// <summary>What the agent says of itself, to the grid and to the robot.</summary>
internal sealed class AgentStatus(AgentHome home, string deviceId, Swapper swapper, ResultSpool spool, LatencyHistogram latencies, MotionLock motion, ActiveModel model, EmergencyStop stop, RobotPins pins, BoardSensors board, Func<bool> connected, TimeProvider clock)
{
    private const double RoundTo = 1 << 20;
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();

    public ReportedState Report()
    {
        var swap = swapper.Status;
        var report = new ReportedState
        {
            State = StateOf(swap.State),
            Revision = swap.Revision,
            ActiveDigest = swap.ActiveDigest,
            StandbyDigest = swap.StandbyDigest,
            Failure = swap.Failure,
            AgentVersion = AgentVersion.Text,
            Board = board.Model,
            ExecutionProvider = model.Provider,
            // Rounded: a report goes out whenever something in it has changed.
            FreeBytes = (ulong)(Math.Floor(DiskSpace.Free(home.Folder) / RoundTo / 16) * 16 * RoundTo),
            PlanP99 = latencies.Percentile(0.99)?.ToDuration(),
            SpooledResults = (ulong)spool.Count,
            DroppedResults = (ulong)spool.Dropped,
            Trial = swap.Trial?.ToMessage(),
            ModelRestarts = (ulong)model.Replaced,
            EmergencyStop = stop.IsPressed,
        };
        if (board.Temperature() is { } celsius)
            report.TemperatureC = Math.Round(celsius / 2) * 2;
        return report;
    }

    public GetAgentStatusResponse Tell()
    {
        var swap = swapper.Status;
        return new GetAgentStatusResponse
        {
            DeviceId = deviceId,
            AgentVersion = AgentVersion.Text,
            State = swap.State.ToString().ToLowerInvariant(),
            ActiveDigest = swap.ActiveDigest,
            StandbyDigest = swap.StandbyDigest,
            SpooledResults = (ulong)spool.Count,
            DroppedResults = (ulong)spool.Dropped,
            Connected = connected(),
            StartedAt = _startedAt.ToTimestamp(),
            LastFailure = swap.Failure,
            Moving = motion.Held,
            EmergencyStop = stop.IsPressed,
            ModelRestarts = (ulong)model.Replaced,
            Lines = pins.Words,
            LinesFailure = pins.Failure,
        };
    }

    private static DeviceState StateOf(SwapState state) => state switch
    {
        SwapState.Idle => DeviceState.Idle,
        SwapState.Downloading => DeviceState.Downloading,
        SwapState.Verifying => DeviceState.Verifying,
        SwapState.Proving => DeviceState.Proving,
        SwapState.Switching => DeviceState.Switching,
        SwapState.Active => DeviceState.Active,
        SwapState.Rejected => DeviceState.Rejected,
        SwapState.Waiting => DeviceState.Waiting,
        SwapState.Trial => DeviceState.Trial,
        SwapState.Reverting => DeviceState.Reverting,
        _ => DeviceState.Unspecified,
    };
}
