using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Edge.Swap;
using Trm.Grid.Packages;
using static Trm.Grid.Edge.Swap.SwapEvent;
using static Trm.Grid.Edge.Swap.SwapState;

namespace Trm.Grid.Tests.Functional.Fleet.Deaths;

/// <summary>A way to every transition of the swap's table and to every line between.</summary>
internal static class WaysToDie
{
    private static readonly string[] Files = ["swap.json", "manifest.dsse.json", "manifest.json", "proven", "active", "head"];

    private static readonly WayToDie Swap = new(SwapAsync);
    private static readonly WayToDie Fetch = new(robot => { robot.EmptyStandby(); return SwapAsync(robot); });
    private static readonly WayToDie Ask = new(AskAsync);
    private static readonly WayToDie Offline = new(StartOfflineAsync);
    private static readonly WayToDie Damage = new(DamageAsync);
    private static readonly WayToDie Worse = new(TryWorseAsync, "TRIAL_ANSWERS_LOST");
    private static readonly WayToDie NoWayBack = new(TryWorseWithoutWayBackAsync, "TRIAL_ANSWERS_LOST");

    /// <summary>To those that the agent's own work brings about.</summary>
    private static readonly Dictionary<(SwapState, SwapEvent), WayToDie> ByWork = new()
    {
        [(Idle, Released)] = new(WithdrawAsync),
        [(Downloading, Fetched)] = Fetch,
        [(Downloading, LinkLost)] = Offline,
        [(Downloading, RetryDue)] = Offline,
        [(Downloading, Obstructed)] = new(BarTheFileAsync),
        [(Downloading, SwapEvent.Refused)] = new(robot => TakeUnfitAsync(robot, PlannerPackages.TooNew), PackageReasons.TooNew),
        [(Verifying, Verified)] = Swap,
        [(Verifying, Obstructed)] = Damage,
        [(Proving, Proven)] = Swap,
        [(Proving, Obstructed)] = new(BarTheMarkAsync),
        [(Proving, SwapEvent.Refused)] = new(robot => TakeUnfitAsync(robot, PlannerPackages.Wrong), "GOLDEN_VECTORS_MISSED"),
        [(Waiting, Still)] = Swap,
        [(Switching, Moving)] = new(SetOffAsync),
        [(Switching, Switched)] = Swap,
        [(Switching, Obstructed)] = new(ForgeWhileWaitingAsync),
        [(Trial, Passed)] = Swap,
        [(Trial, SwapEvent.Worse)] = Worse,
        [(Reverting, Obstructed)] = NoWayBack,
        [(Reverting, RetryDue)] = NoWayBack,
        [(Reverting, Reverted)] = Worse,
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

    /// <summary>All that the table knows.</summary>
    public static IEnumerable<(SwapState In, SwapEvent On)> Transitions =>
        from row in SwapTable.Rows
        from state in Enum.GetValues<SwapState>()
        where state != None && row.In.HasFlag(state)
        select (state, row.On);

    /// <summary>A line for each transition. One to which no way is known has none, which <see cref="SigkillTests"/> does not let pass.</summary>
    public static IEnumerable<((SwapState In, SwapEvent On) Transition, string Line, WayToDie Way)> OfTransitions() =>
        from transition in Transitions
        let way = transition.On is Desired or Satisfied or Withdrawn ? new(robot => WishAsync(robot, transition.In, transition.On)) : ByWork.GetValueOrDefault(transition)
        where way is not null
        select (transition, CrashPoint.NameOf(CrashLine.Moved, $"{transition.In}.{transition.On}"), way);

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

    /// <summary>The state first, then the wish: the agent stays in the state until it comes.</summary>
    private static async Task WishAsync(DoomedRobot robot, SwapState state, SwapEvent on)
    {
        switch (state)
        {
            case Active: break;
            case Idle: await robot.WishAsync(""); break;
            case Rejected: await robot.AssignAsync(PlannerPackages.DigestOf(PlannerPackages.Wrong)); break;
            default: await robot.AssignAsync(on == Desired ? robot.Other : robot.New); break;
        }
        robot.Start();
        await robot.Agent.HeardAsync(state == Active ? "link.connected" : $"-> {state} on");
        switch (on)
        {
            case Desired: await robot.AssignAsync(robot.New); break;
            case Satisfied: await robot.WishAsync(state == Trial ? robot.New : robot.Old); break;
            case Withdrawn: await robot.WishAsync(""); break;
        }
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

    private static async Task WithdrawAsync(DoomedRobot robot)
    {
        await robot.WishAsync("");
        robot.Start();
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
        await robot.LastWordAsync(async api => await api.BeginMotionAsync(new()));
    }

    /// <summary>One bit of the version that waits in the other slot is turned over: it has to be fetched again.</summary>
    private static async Task DamageAsync(DoomedRobot robot)
    {
        await robot.KeepNewAsync();
        var bytes = File.ReadAllBytes(StandbyNetwork(robot));
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(StandbyNetwork(robot), bytes);
        await SwapAsync(robot);
    }

    /// <summary>Somebody else's signature takes the place of the right one between the proof and the switch.</summary>
    private static async Task ForgeWhileWaitingAsync(DoomedRobot robot)
    {
        robot.Start();
        await robot.Agent.ListeningAsync();
        await robot.Api.BeginMotionAsync(new());
        await robot.AssignAsync(robot.New);
        await robot.SeeAsync(DeviceState.Waiting);
        var envelope = Path.Combine(robot.Standby.Folder, PackageFolder.EnvelopeName);
        using var stranger = SigningKey.Create();
        File.WriteAllBytes(envelope, DsseEnvelope.SignManifest(DsseEnvelope.Parse(File.ReadAllBytes(envelope)).Payload, stranger).ToBytes());
        await robot.LastWordAsync(async api => await api.EndMotionAsync(new()));
    }

    /// <summary>A folder lies where a file has to be fetched to.</summary>
    private static async Task BarTheFileAsync(DoomedRobot robot)
    {
        await robot.KeepNewAsync();
        var file = StandbyNetwork(robot);
        File.Delete(file);
        Bar(robot, $"{file}.part");
        await SwapAsync(robot);
    }

    /// <summary>A folder lies where the mark has to be written.</summary>
    private static async Task BarTheMarkAsync(DoomedRobot robot)
    {
        await robot.KeepNewAsync();
        Bar(robot, Path.Combine(robot.Standby.Folder, "proven.tmp"));
        await SwapAsync(robot);
    }

    private static async Task TakeUnfitAsync(DoomedRobot robot, string package)
    {
        await robot.AssignAsync(PlannerPackages.DigestOf(package));
        robot.Start();
    }

    private static string StandbyNetwork(DoomedRobot robot) => Directory.GetFiles(robot.Standby.Folder, "*.onnx").First();

    private static void Bar(DoomedRobot robot, string path)
    {
        Directory.CreateDirectory(path);
        robot.Mend = () => Directory.Delete(path);
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
