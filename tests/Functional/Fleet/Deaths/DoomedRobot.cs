using System.Diagnostics;
using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Edge.Swap;

namespace Trm.Grid.Tests.Functional.Fleet.Deaths;

/// <summary>A robot whose agent dies again and again, each time at another line, on one folder that lives through all of it.</summary>
internal sealed class DoomedRobot(FleetGrid grid, AgentHome home) : IAsyncDisposable
{
    private const string Name = "robot-1";

    /// <summary>As short a trial as there can be, for deaths that are not about it.</summary>
    private const string Untried = """{"trial_seconds": 0.1}""";

    private readonly Robot _robot = new(home);
    private readonly List<string> _wanted = [];
    private AgentProcess? _agent;

    /// <summary>Digest of the version that runs when the round begins.</summary>
    public string Old { get; private set; } = "";

    /// <summary>Digest of the version that it shall run.</summary>
    public string New => Old == PlannerPackages.DigestOf(PlannerPackages.First) ? PlannerPackages.DigestOf(PlannerPackages.Second) : PlannerPackages.DigestOf(PlannerPackages.First);

    /// <summary>Digest of a third version.</summary>
    public string Other => new[] { PlannerPackages.First, PlannerPackages.Second, PlannerPackages.Bundled }.Select(PlannerPackages.DigestOf).First(digest => digest != Old && digest != New);

    public AgentHome Home => home;

    /// <summary>Ids of all results that the robot got an answer with.</summary>
    public List<string> Answered { get; } = [];

    /// <summary>The agent that will die.</summary>
    public AgentProcess Agent => _agent ?? throw new InvalidOperationException("no agent was started");

    /// <summary>What undoes the damage that led to the line; done when the agent is dead.</summary>
    public Action Mend { get; set; } = () => { };

    public string Line { get; private set; } = "";

    public PathPlanning.PathPlanningClient Api => _robot.Api;

    public Slot Standby => new Slots(home.Slots) is var slots ? slots.Other(slots.Active!) : null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Dies at each of the lines, one after the other, and lives on.</summary>
    public static async Task DieAtEachAsync(IEnumerable<(string Line, WayToDie Way)> lines)
    {
        await using var grid = await FleetGrid.StartAsync();
        foreach (var folder in (string[])[PlannerPackages.First, PlannerPackages.Second, PlannerPackages.Bundled, .. PlannerPackages.Unfit])
            await grid.PushAsync(folder);
        await using var robot = new DoomedRobot(grid, await grid.EnrolAsync("robot-1"));
        await robot.RestOnAsync(PlannerPackages.DigestOf(PlannerPackages.First));
        foreach (var (line, way) in lines)
        {
            var began = Stopwatch.GetTimestamp();
            await robot.DieAsync(line, way);
            await robot.LiveOnAsync(way);
            TestContext.Current.TestOutputHelper!.WriteLine($"{line}: {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        }
        // What was asked last may have been in the spool still when its agent was killed.
        await using var last = robot.StartWell();
        var kept = (await grid.ResultsAsync("robot-1", seen => !robot.Answered.Except(seen.Select(r => r.Id)).Any())).Select(r => r.Id).ToList();
        Assert.Equal(kept.Count, kept.Distinct().Count());
    }

    /// <summary>Lets the agent run the version, and stops it: what a round begins with.</summary>
    public async Task RestOnAsync(params string[] digests)
    {
        await using var agent = StartWell();
        foreach (var digest in digests)
            await SettleAsync(digest);
        Old = digests[^1];
    }

    public async Task DieAsync(string line, WayToDie way)
    {
        (Line, Mend) = (line, () => { });
        _wanted.Clear();
        await StopAsync();
        File.WriteAllText(Path.Combine(home.Folder, AgentSettings.FileName), Untried);
        await way.Go(this);
        await Agent.KilledAsync();
        Mend();
        File.WriteAllText(Path.Combine(home.Folder, AgentSettings.FileName), Untried);
    }

    /// <summary>The robot's next morning: the agent starts, answers with a whole model, and comes to where the grid wants it.</summary>
    public async Task LiveOnAsync(WayToDie way)
    {
        await using var agent = await StartWell().ListeningAsync();
        var (answer, wanted) = (await _robot.AskAsync(), _wanted.LastOrDefault(Old));
        Answered.Add(answer.ResultId);
        // One that was refused is never among them.
        var right = _wanted.Append(Old).Except(PlannerPackages.Unfit.Select(PlannerPackages.DigestOf));
        Assert.True(answer.Plan.Verified && right.Contains(answer.Plan.ModelDigest) && (answer.Plan.ModelDigest.Length == 0 || answer.Plan.Steps > 0), $"after {Line} the model is '{answer.Plan.ModelDigest}':\n{agent.Said}");
        // Until then the grid knows only what the dead one said.
        await agent.HeardAsync("link.connected");
        var (state, digest) = way.Failure.Length > 0 ? (DeviceState.Rejected, Old) : (wanted.Length > 0 ? DeviceState.Active : DeviceState.Idle, wanted);
        await grid.SeeAsync(Name, d => d.Reported.Revision == d.Desired.Revision && d.Reported.ActiveDigest == digest && d.State == state && d.Reported.Failure.StartsWith(way.Failure, StringComparison.Ordinal));
        if (state == DeviceState.Active)
            Old = wanted;
        else
            await SettleAsync(Old);
    }

    /// <summary>Starts the agent that dies at the round's line.</summary>
    public void Start() => _agent = AgentProcess.Start(home, Line, NativeAgent.IfFresh);

    /// <summary>Starts one that does not die.</summary>
    public AgentProcess StartWell() => AgentProcess.Start(home, program: NativeAgent.IfFresh);

    /// <summary>Makes it try new models until the robot has asked enough.</summary>
    public void TryLong() => File.WriteAllText(Path.Combine(home.Folder, AgentSettings.FileName), """{"trial_seconds": 600}""");

    public async Task<DesiredState> AssignAsync(string digest)
    {
        _wanted.Add(digest);
        await grid.AssignAsync(Name, digest);
        return (await grid.Control.GetDeviceAsync(new() { DeviceId = Name }, cancellationToken: Cancel)).Device.Desired;
    }

    /// <summary>Makes the grid want what no command of its own makes it want: nothing, or the same once more.</summary>
    public Task WishAsync(string digest)
    {
        _wanted.Add(digest);
        return grid.WishAsync(Name, digest);
    }

    public Task<Device> SeeAsync(DeviceState state) => grid.SeeAsync(Name, d => d.State == state && d.Reported.Revision == d.Desired.Revision);

    /// <summary>Has the new version whole and proven in the other slot.</summary>
    public async Task KeepNewAsync()
    {
        if (Standby.ProvenDigest != New)
            await RestOnAsync(New, Old);
    }

    /// <summary>Empties the slot that does not run: what is wanted has to be fetched again.</summary>
    public void EmptyStandby() => Directory.Delete(Standby.Folder, recursive: true);

    /// <summary>What the robot says last: the agent may be dead before it has answered.</summary>
    public async Task LastWordAsync(Func<PathPlanning.PathPlanningClient, Task> say)
    {
        try
        {
            await say(Api);
        }
        catch (RpcException)
        {
            Cancel.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The robot asks until nobody answers any more.</summary>
    public async Task AskUntilKilledAsync()
    {
        try
        {
            await Agent.ListeningAsync();
            while (!Agent.HasExited)
                Answered.Add((await _robot.AskAsync()).ResultId);
        }
        catch (Exception e) when (e is RpcException or AgentException)
        {
            Cancel.ThrowIfCancellationRequested();
        }
    }

    public ValueTask DisposeAsync()
    {
        _robot.Dispose();
        return StopAsync();
    }

    private async Task SettleAsync(string digest)
    {
        var desired = await AssignAsync(digest);
        await grid.SeeAsync(Name, d => d.State == DeviceState.Active && d.Reported.Revision == desired.Revision && d.Reported.ActiveDigest == digest);
    }

    private async ValueTask StopAsync()
    {
        if (_agent is not null)
            await _agent.DisposeAsync();
        _agent = null;
    }
}
