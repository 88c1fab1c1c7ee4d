using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Edge.Swap;
using static Trm.Grid.Edge.Swap.SwapEvent;
using static Trm.Grid.Edge.Swap.SwapState;

namespace Trm.Grid.Tests.Functional.Fleet.Deaths;

/// <summary>A way to every row of the swap's table and to every line between.</summary>
internal static class WaysToDie
{
    private static readonly string[] Files = ["swap.json", "manifest.dsse.json", "manifest.json", "proven", "active", "head"];

    private static readonly WayToDie Swap = new(SwapAsync);
    private static readonly WayToDie Fetch = new(robot => { robot.EmptyStandby(); return SwapAsync(robot); });
    private static readonly WayToDie Ask = new(AskAsync, Keeps: true);
    private static readonly WayToDie Offline = new(StartOfflineAsync);
    private static readonly WayToDie Withdraw = new(WithdrawAsync, Keeps: true, MayBeWithout: true);
    private static readonly WayToDie Damage = new(DamageAsync);
    private static readonly WayToDie Worse = new(TryWorseAsync, Keeps: true, "TRIAL_ANSWERS_LOST");
    private static readonly WayToDie NoWayBack = new(TryWorseWithoutWayBackAsync, Keeps: true, "TRIAL_ANSWERS_LOST");

    private static readonly Dictionary<(SwapState, SwapEvent), WayToDie> ByRow = new()
    {
        [(Active, Desired)] = Swap,
        [(Rejected, Satisfied)] = new(RefuseAndTakeBackAsync, Keeps: true),
        [(Trial, Satisfied)] = new(WantAgainInTrialAsync),
        [(Active, Withdrawn)] = Withdraw,
        [(Idle, Released)] = Withdraw,
        [(Downloading, Fetched)] = Fetch,
        [(Downloading, LinkLost)] = Offline,
        [(Downloading, RetryDue)] = Offline,
        [(Verifying, Verified)] = Swap,
        [(Proving, Proven)] = Swap,
        [(Waiting, Still)] = Swap,
        [(Switching, Moving)] = new(SetOffAsync),
        [(Switching, Switched)] = Swap,
        [(Trial, Passed)] = Swap,
        [(Trial, SwapEvent.Worse)] = Worse,
        [(Reverting, Obstructed)] = NoWayBack,
        [(Reverting, RetryDue)] = NoWayBack,
        [(Reverting, Reverted)] = Worse,
        [(Verifying, Obstructed)] = Damage,
        [(Proving, SwapEvent.Refused)] = new(RefuseAsync, Keeps: true, "GOLDEN_VECTORS_MISSED"),
        [(Rejected, RetryDue)] = Damage,
    };

    private static readonly Dictionary<CrashLine, WayToDie> ByLine = new()
    {
        [CrashLine.SlotEmptied] = Fetch,
        [CrashLine.DownloadPiece] = Fetch,
        [CrashLine.DownloadFile] = Fetch,
        [CrashLine.SwitchPointed] = Swap,
        [CrashLine.RevertPointed] = Worse,
        [CrashLine.PlanFound] = Ask,
        [CrashLine.PlanSpooled] = Ask,
        [CrashLine.ResultsSent] = Ask,
        [CrashLine.ResultsAcknowledged] = Ask,
    };

    /// <summary>A line for each row of the table. A row to which no way is known has none, which <see cref="SigkillTests"/> does not let pass.</summary>
    public static IEnumerable<(SwapRow Row, string Line, WayToDie Way)> OfRows() =>
        from row in SwapTable.Rows
        from state in Enum.GetValues<SwapState>()
        where state != None && row.In.HasFlag(state) && ByRow.ContainsKey((state, row.On))
        select (row, CrashPoint.NameOf(CrashLine.Moved, $"{state}.{row.On}"), ByRow[(state, row.On)]);

    /// <summary>The lines between them, of all kinds that there are.</summary>
    public static IEnumerable<(CrashLine Kind, string Line, WayToDie Way)> Between() => Enum.GetValues<CrashLine>().Except([CrashLine.Moved]).SelectMany(kind =>
        kind is CrashLine.FileWritten or CrashLine.FileRenamed
            ? Files.Select(file => (kind, CrashPoint.NameOf(kind, file), file == "head" ? Ask : file.StartsWith("manifest", StringComparison.Ordinal) ? Fetch : Swap))
            : ByLine.TryGetValue(kind, out var way) ? [(kind, CrashPoint.NameOf(kind), way)] : []);

    private static async Task SwapAsync(DoomedRobot robot)
    {
        await robot.AssignAsync(robot.New);
        robot.Start();
    }

    private static async Task AskAsync(DoomedRobot robot)
    {
        robot.Start();
        await robot.AskUntilKilledAsync();
    }

    /// <summary>The wish is remembered from before, and the link does not stand yet.</summary>
    private static async Task StartOfflineAsync(DoomedRobot robot)
    {
        robot.EmptyStandby();
        var desired = await robot.AssignAsync(robot.New);
        new SwapMemory(robot.Home.Slots).Remember(new Wish(desired.Revision, robot.New, "planner"));
        robot.Start();
    }

    /// <summary>The grid knows no way to take a model away; a device that comes from another grid may remember that wish all the same.</summary>
    private static Task WithdrawAsync(DoomedRobot robot)
    {
        new SwapMemory(robot.Home.Slots).Remember(new Wish(9999, "", ""));
        robot.Start();
        return Task.CompletedTask;
    }

    private static async Task SetOffAsync(DoomedRobot robot)
    {
        robot.Start();
        await robot.Agent.ListeningAsync();
        await robot.Api.BeginMotionAsync(new());
        await robot.AssignAsync(robot.New);
        await robot.SeeAsync(DeviceState.Waiting);
        await robot.Api.EndMotionAsync(new());
        await robot.Agent.HeardAsync("Waiting -> Switching");
        try
        {
            await robot.Api.BeginMotionAsync(new());
        }
        catch (RpcException)
        {
            // It may be dead before it has answered.
        }
    }

    /// <summary>One bit of the version that waits in the other slot is turned over: it has to be fetched again.</summary>
    private static async Task DamageAsync(DoomedRobot robot)
    {
        if (robot.Standby.ProvenDigest != robot.New)
            await robot.RestOnAsync(robot.New, robot.Old);
        var file = Directory.GetFiles(robot.Standby.Folder, "*.onnx").First();
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(file, bytes);
        await SwapAsync(robot);
    }

    private static async Task RefuseAsync(DoomedRobot robot)
    {
        await robot.AssignAsync(PlannerPackages.DigestOf(PlannerPackages.Wrong));
        robot.Start();
    }

    private static async Task RefuseAndTakeBackAsync(DoomedRobot robot)
    {
        await RefuseAsync(robot);
        await robot.SeeAsync(DeviceState.Rejected);
        await robot.AssignAsync(robot.Old);
    }

    private static async Task WantAgainInTrialAsync(DoomedRobot robot)
    {
        robot.TryLong();
        await robot.AssignAsync(robot.New);
        await using (robot.StartWell())
            await robot.SeeAsync(DeviceState.Trial);
        await robot.AssignAsync(robot.Old);
        await robot.AssignAsync(robot.New);
        robot.Start();
    }

    /// <summary>From a planner that finds its way to one that does not, which the robot's own questions bring to light.</summary>
    private static async Task TryWorseAsync(DoomedRobot robot)
    {
        var bundled = PlannerPackages.DigestOf(PlannerPackages.Bundled);
        if (robot.Old != bundled)
            await robot.RestOnAsync(bundled);
        robot.TryLong();
        await SwapAsync(robot);
        await robot.AskUntilKilledAsync();
    }

    /// <summary>And the way back is barred: the other slot's mark is gone.</summary>
    private static async Task TryWorseWithoutWayBackAsync(DoomedRobot robot)
    {
        var bundled = PlannerPackages.DigestOf(PlannerPackages.Bundled);
        if (robot.Old != bundled)
            await robot.RestOnAsync(bundled);
        robot.TryLong();
        await SwapAsync(robot);
        await robot.SeeAsync(DeviceState.Trial);
        var (mark, away) = (Path.Combine(robot.Standby.Folder, "proven"), Path.Combine(robot.Home.Folder, "proven"));
        File.Move(mark, away);
        robot.Mend = () => File.Move(away, mark);
        await robot.AskUntilKilledAsync();
    }
}
