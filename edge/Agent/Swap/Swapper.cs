using Microsoft.Extensions.Logging;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Packages;

namespace Trm.Grid.Edge.Swap;

/// <summary>Drives <see cref="SwapTable"/>: one work at a time, wishes in between.</summary>
internal sealed class Swapper
{
    private const string TrialReasons = "TRIAL_";
    private const SwapState TrialStates = SwapState.Trial | SwapState.Reverting;
    private static readonly SwapEvent[] Wishes = [SwapEvent.Desired, SwapEvent.Satisfied, SwapEvent.Withdrawn];

    /// <summary>States in which an earlier failure is still told.</summary>
    private const SwapState Underway = SwapState.Verifying | SwapState.Proving | SwapState.Waiting | SwapState.Switching;
    private readonly SwapPorts _ports;
    private readonly SwapSteps _steps;
    private readonly ILogger _log;
    private readonly Signal _wishes = new();
    private readonly Signal _linkUp = new();
    private readonly Signal _changed;
    private readonly Lock _lock = new();
    private SwapWork _first = (s, c) => s.RestAsync(c);
    private SwapStatus _status = new();
    private Wish _taken = Wish.None;
    private bool _keysChanged;

    /// <param name="ports">The rest of the agent.</param>
    /// <param name="changed">Set at every change of <see cref="Status"/>.</param>
    /// <param name="log">Its log.</param>
    public Swapper(SwapPorts ports, Signal changed, ILogger log)
    {
        (_ports, _changed, _log) = (ports, changed, log);
        _steps = new SwapSteps(ports, _linkUp, log);
    }

    public SwapStatus Status => Volatile.Read(ref _status);

    /// <summary>Takes up what the grid wants now; remembered through restarts.</summary>
    public void Desire(Wish wish)
    {
        lock (_lock)
        {
            if (wish == _ports.Memory.Wish)
                return;
            try
            {
                _ports.Memory.Remember(wish);
            }
            catch (IOException e) when (DiskSpace.Refuses(e))
            {
                // It holds until a restart, after which the grid repeats it.
                Log.Unremembered(_log, "the desired state", e);
            }
        }
        _wishes.Set();
    }

    /// <summary>The link stands again: what waits for it goes on.</summary>
    public void LinkUp() => _linkUp.Set();

    /// <summary>Other keys count now: a refused package may be right.</summary>
    public void KeysChanged()
    {
        Volatile.Write(ref _keysChanged, true);
        _wishes.Set();
    }

    /// <summary>
    /// Finds a working model after a start: the active slot's, or else the other slot's if that one was proven, or else none. Says why in
    /// <see cref="SwapStatus.Failure"/> when it is not the first.
    /// </summary>
    public void Recover()
    {
        var active = _ports.Slots.Active;
        var failure = "";
        if (active is not null && !TryLoad(active, ref failure))
        {
            var other = _ports.Slots.Other(active);
            if (other.ProvenDigest.Length > 0 && TryLoad(other, ref failure))
                _ports.Slots.Activate(other);
        }
        var runs = _ports.Model.Digest;
        var mark = ResumedTrial(runs);
        var (wish, refusal) = (_ports.Memory.Wish, _ports.Memory.Refusal);
        var refused = refusal is not null && refusal.Revision == wish.Revision && refusal.AgentVersion == AgentVersion.Text;
        if (refused || runs == wish.Digest)
            _taken = wish;
        if (mark is null)
        {
            Publish(refused ? SwapState.Rejected : runs.Length > 0 ? SwapState.Active : SwapState.Idle, refused ? refusal!.Reason : failure, _taken.Revision);
            return;
        }
        _steps.Resume(mark);
        _first = mark.Reason.Length > 0 ? (s, c) => s.RevertAsync(c) : (s, c) => s.TryAsync(c);
        Publish(mark.Reason.Length > 0 ? SwapState.Reverting : SwapState.Trial, mark.Reason, _taken.Revision);
    }

    /// <summary>Runs the table until cancelled. Call <see cref="Recover"/> first.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var work = _first;
        while (true)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var working = WorkAsync(work, stop.Token);
            try
            {
                work = Take(await NextEventAsync(working, stop)).Does;
            }
            finally
            {
                await working.ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    /// <summary>A state's work. Where the process shall die by a wish that comes in this state, the state lasts until one comes.</summary>
    private async Task<SwapEvent> WorkAsync(SwapWork work, CancellationToken cancel)
    {
        var lasts = Array.Exists(Wishes, wish => CrashPoint.IsAt(CrashLine.Moved, $"{Status.State}.{wish}"));
        var on = await work(_steps, cancel);
        if (lasts)
            await Task.Delay(Timeout.Infinite, cancel);
        return on;
    }

    private async Task<SwapEvent> NextEventAsync(Task<SwapEvent> working, CancellationTokenSource stop)
    {
        while (true)
        {
            if (Judge() is { } wish && SwapTable.Find(Status.State, wish) is not null)
            {
                await stop.CancelAsync();
                return wish;
            }
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
            var wished = _wishes.WaitAsync(waiting.Token);
            var first = await Task.WhenAny(working, wished);
            await waiting.CancelAsync();
            if (first == working)
                return await working;
            stop.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>What the present wish means, or null when it is already being worked on.</summary>
    private SwapEvent? Judge()
    {
        lock (_lock)
        {
            var wish = _ports.Memory.Wish;
            var rethink = Interlocked.Exchange(ref _keysChanged, false) && Status.State == SwapState.Rejected
                // A model that was tried and did worse does not get better with another key.
                && _ports.Memory.Refusal?.Reason.StartsWith(TrialReasons, StringComparison.Ordinal) != true;
            if (wish == _taken && !rethink)
                return null;
            return wish.Digest.Length == 0 ? SwapEvent.Withdrawn
                : wish.Digest == _ports.Model.Digest ? SwapEvent.Satisfied
                : SwapEvent.Desired;
        }
    }

    private SwapRow Take(SwapEvent on)
    {
        var from = Status.State;
        var row = SwapTable.Find(from, on) ?? throw new InvalidOperationException($"the swap table has no row for {on} in {from}");
        var failed = on is SwapEvent.LinkLost or SwapEvent.Obstructed or SwapEvent.Refused or SwapEvent.Worse or SwapEvent.Reverted;
        lock (_lock)
        {
            if (Wishes.Contains(on))
                _taken = _ports.Memory.Wish;
            _steps.Wanted = _taken.Digest;
            if (on == SwapEvent.Refused && _taken == _ports.Memory.Wish)
                Persist(new Refusal(_taken.Revision, _taken.Digest, _steps.Failure, AgentVersion.Text), _ports.Memory.Trial);
            if (on == SwapEvent.Worse)
                Persist(_taken == _ports.Memory.Wish ? new Refusal(_taken.Revision, _taken.Digest, _steps.Failure, AgentVersion.Text) : _ports.Memory.Refusal, new TrialMark(_ports.Model.Digest, 0, _steps.Failure));
        }
        if (TrialStates.HasFlag(from) && !TrialStates.HasFlag(row.Next))
            _steps.EndTrial();
        var failure = failed ? _steps.Failure : on == SwapEvent.RetryDue || Underway.HasFlag(row.Next) ? Status.Failure : "";
        Log.Moved(_log, from, row.Next, on, _taken.Digest, failed ? failure : "");
        Publish(row.Next, failure, _taken.Revision);
        CrashPoint.Reach(CrashLine.Moved, $"{from}.{on}");
        return row;
    }

    /// <summary>The trial that a restart has interrupted, or null. Too many restarts within one are the model's failure.</summary>
    private TrialMark? ResumedTrial(string runs)
    {
        if (_ports.Memory.Trial is not { } mark)
            return null;
        if (mark.Digest != runs)
        {
            Persist(_ports.Memory.Refusal, null);
            return null;
        }
        mark = mark with { Starts = mark.Starts + 1 };
        if (mark.Reason.Length == 0 && mark.Starts > _ports.Shadow.Limits.Restarts)
            mark = mark with { Reason = $"{TrialReasons}RESTARTED: the agent was started {mark.Starts} times within the model's trial" };
        var wish = _ports.Memory.Wish;
        Persist(mark.Reason.Length > 0 && wish.Digest == runs ? new Refusal(wish.Revision, wish.Digest, mark.Reason, AgentVersion.Text) : _ports.Memory.Refusal, mark);
        return mark;
    }

    private void Persist(Refusal? refusal, TrialMark? mark)
    {
        try
        {
            _ports.Memory.Remember(refusal, mark);
        }
        catch (IOException e) when (DiskSpace.Refuses(e))
        {
            // Not remembered on a full disk: after a restart the package is tried, and refused, once more.
            Log.Unremembered(_log, "the refusal or the trial", e);
        }
    }

    private bool TryLoad(Slot slot, ref string failure)
    {
        try
        {
            var digest = slot.ProvenDigest;
            if (digest.Length == 0)
                throw new InvalidDataException($"slot {slot.Name} is not proven");
            _ports.Model.Replace(_ports.Load(_steps.Open(slot, digest)));
            return true;
        }
        catch (Exception e) when (e is PackageException or InvalidDataException or IOException)
        {
            Log.SlotUnfit(_log, slot.Name, e.Message);
            failure = $"SLOT_UNFIT: {e.Message}";
            return false;
        }
    }

    private void Publish(SwapState state, string failure, ulong revision)
    {
        var active = _ports.Slots.Active;
        var standby = active is null ? "" : _ports.Slots.Other(active).ProvenDigest;
        Volatile.Write(ref _status, new SwapStatus { State = state, Revision = revision, ActiveDigest = _ports.Model.Digest, StandbyDigest = standby, Failure = failure, Trial = _steps.Verdict });
        _changed.Set();
    }
}
