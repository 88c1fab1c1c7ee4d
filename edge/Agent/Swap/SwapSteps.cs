using Microsoft.Extensions.Logging;
using Trm.Grid.Edge.Planning;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Edge.Trials;
using Trm.Grid.Packages;

namespace Trm.Grid.Edge.Swap;

/// <summary>The work of each state of <see cref="SwapTable"/>. All of it may be cut off at any line and done again.</summary>
internal sealed class SwapSteps(SwapPorts ports, Signal linkUp, ILogger log)
{
    private readonly PackageDownload _download = new(ports.Source);
    private readonly Backoff _backoff = new(ports.Retry, ports.Retry * 100, ports.Clock);

    private LoadedModel? _before;

    /// <summary>Why the last event was LinkLost, Obstructed, Refused or Worse.</summary>
    public string Failure { get; private set; } = "";

    /// <summary>How the last trial ended; null: none has.</summary>
    public TrialVerdict? Verdict { get; private set; }

    /// <summary>Digest of the version that is worked on.</summary>
    public string Wanted { get; set; } = "";

    public Task<SwapEvent> DownloadAsync(CancellationToken cancel) => GuardAsync("downloading", async () =>
    {
        await _download.RunAsync(ports.Slots.Inactive, Wanted, ports.Trusted(), cancel);
        return SwapEvent.Fetched;
    });

    public Task<SwapEvent> VerifyAsync(CancellationToken cancel) => GuardAsync("verifying", () => Task.Run(
        () =>
        {
            Open(ports.Slots.Inactive, Wanted);
            return SwapEvent.Verified;
        },
        cancel), SwapEvent.Obstructed);

    public Task<SwapEvent> ProveAsync(CancellationToken cancel) => GuardAsync("proving", async () =>
    {
        var slot = ports.Slots.Inactive;
        await ports.Prove(slot.Folder, cancel);
        slot.MarkProven();
        return SwapEvent.Proven;
    });

    public async Task<SwapEvent> AwaitStillAsync(CancellationToken cancel)
    {
        await ports.Motion.WaitAsync(cancel);
        return SwapEvent.Still;
    }

    /// <summary>Loads the new model beside the old one; then, if the robot stands still, moves the pointer and lets the new one answer.</summary>
    public Task<SwapEvent> SwitchAsync(CancellationToken cancel) => GuardAsync("switching", () => Task.Run(
        () =>
        {
            var slot = ports.Slots.Inactive;
            var loaded = ports.Load(Open(slot, Wanted));
            var taken = false;
            try
            {
                return ports.Motion.TryWhileStill(() =>
                {
                    // The mark first: a new model must not run untried because the power went between the two.
                    ports.Memory.Remember(ports.Model.Digest.Length > 0 ? new TrialMark(Wanted, 0) : null);
                    ports.Slots.Activate(slot);
                    CrashPoint.Reach(CrashLine.SwitchPointed);
                    Keep(ports.Model.Hold());
                    ports.Model.Replace(loaded);
                    taken = true;
                })
                    ? SwapEvent.Switched
                    : SwapEvent.Moving;
            }
            finally
            {
                if (!taken)
                    loaded.Release();
            }
        },
        CancellationToken.None), SwapEvent.Obstructed);

    /// <summary>Puts the robot's questions to both models. A first model has none before it and has passed.</summary>
    public async Task<SwapEvent> TryAsync(CancellationToken cancel)
    {
        if (ports.Memory.Trial is null)
            return SwapEvent.Passed;
        if (Before() is { } before)
        {
            Verdict = await ports.Shadow.RunAsync(Wanted, before, cancel);
            if (!Verdict.Passed)
            {
                Failure = Verdict.Reason;
                return SwapEvent.Worse;
            }
        }
        return SwapEvent.Passed;
    }

    /// <summary>Lets the model before answer again, and the pointer name it.</summary>
    public async Task<SwapEvent> RevertAsync(CancellationToken cancel)
    {
        await ports.Motion.WaitAsync(cancel);
        try
        {
            if (Before() is not { } before)
            {
                Failure += "; there is no way back, the other slot being empty or damaged";
                return SwapEvent.Reverted;
            }
            if (ports.Model.Digest != before.Digest && before.TryHold())
                ports.Model.Replace(before);
            ports.Slots.Activate(ports.Slots.Inactive);
            CrashPoint.Reach(CrashLine.RevertPointed);
            return SwapEvent.Reverted;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The model before answers already; only the disk does not know it yet.
            Log.Faulted(log, "going back", e);
            return SwapEvent.Obstructed;
        }
    }

    /// <summary>Takes up, after a restart, a trial whose end is decided already.</summary>
    public void Resume(TrialMark mark) => (Wanted, Failure) = (mark.Digest, mark.Reason);

    /// <summary>Lets go of the model that waited as the way back in memory; its slot stays.</summary>
    public void EndTrial()
    {
        Keep(null);
        if (ports.Memory.Trial is null)
            return;
        try
        {
            ports.Memory.Remember((TrialMark?)null);
        }
        catch (IOException e)
        {
            // After a restart the trial is held once more.
            Log.Unremembered(log, "the end of the trial", e);
        }
    }

    public Task<SwapEvent> ReleaseAsync()
    {
        try
        {
            ports.Slots.Deactivate();
        }
        catch (IOException e)
        {
            // The model comes back with a restart, until the grid says once more that it shall not.
            Log.Faulted(log, "releasing", e);
        }
        ports.Model.Replace(null);
        return Task.FromResult(SwapEvent.Released);
    }

    public async Task<SwapEvent> RestAsync(CancellationToken cancel)
    {
        _backoff.Reset();
        await Task.Delay(Timeout.Infinite, cancel);
        return SwapEvent.Satisfied;
    }

    public async Task<SwapEvent> AwaitRetryAsync(CancellationToken cancel)
    {
        await _backoff.WaitAsync(cancel);
        return SwapEvent.RetryDue;
    }

    /// <summary>Waits as <see cref="AwaitRetryAsync"/>, but no longer than until the link stands again.</summary>
    public async Task<SwapEvent> AwaitLinkAsync(CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(linkUp.WaitAsync(either.Token), _backoff.WaitAsync(either.Token));
        await either.CancelAsync();
        cancel.ThrowIfCancellationRequested();
        return SwapEvent.RetryDue;
    }

    /// <summary>The model before: still in memory, or else, after a restart, from its slot; null when there is none that works.</summary>
    private LoadedModel? Before()
    {
        if (_before is not null)
            return _before;
        var slot = ports.Slots.Inactive;
        try
        {
            if (slot.ProvenDigest is { Length: > 0 } digest)
                Keep(ports.Load(Open(slot, digest)));
        }
        catch (Exception e) when (e is PackageException or InvalidDataException or IOException)
        {
            Log.SlotUnfit(log, slot.Name, e.Message);
        }
        return _before;
    }

    private void Keep(LoadedModel? before)
    {
        _before?.Release();
        _before = before;
    }

    /// <summary>Opens a slot's package with all checks; it must be the version that is expected there.</summary>
    public PackageFolder Open(Slot slot, string digest)
    {
        try
        {
            var package = PackageFolder.Open(slot.Folder, ports.Trusted());
            return package.Digest.ToString() == digest
                ? package
                : throw new PackageException(PackageReasons.DigestMismatch, $"opening slot {slot.Name}: expected {digest}, it holds {package.Digest}; fetch it again");
        }
        catch (PackageException e) when (e.Reason is PackageReasons.DigestMismatch or PackageReasons.FileMissing && slot.Digest.Length > 0)
        {
            slot.DiscardDamaged(slot.ReadManifest());
            throw;
        }
    }

    /// <param name="what">The work, for the log.</param>
    /// <param name="work">What may go wrong.</param>
    /// <param name="unfit">What a package means that is not as it should be. One that was found right when it came has become so here, and is fetched again.</param>
    private async Task<SwapEvent> GuardAsync(string what, Func<Task<SwapEvent>> work, SwapEvent unfit = SwapEvent.Refused)
    {
        try
        {
            return await work();
        }
        catch (LinkLostException e)
        {
            return Fail(SwapEvent.LinkLost, e.Message);
        }
        catch (PackageException e)
        {
            return Fail(e.Reason is PackageReasons.DigestMismatch or PackageReasons.FileMissing ? SwapEvent.Obstructed : unfit, $"{e.Reason}: {e.Message}");
        }
        catch (ProofException e)
        {
            return Fail(SwapEvent.Refused, $"GOLDEN_VECTORS_MISSED: {e.Message}");
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            return Fail(SwapEvent.Obstructed, $"DISK_FULL: {e.Message}");
        }
        catch (IOException e) when (DiskSpace.IsReadOnly(e))
        {
            return Fail(SwapEvent.Obstructed, $"DISK_READ_ONLY: {e.Message}");
        }
        catch (SourceException e)
        {
            return Fail(SwapEvent.Obstructed, $"SOURCE_REFUSED: {e.Message}");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Faulted(log, what, e);
            return Fail(SwapEvent.Obstructed, $"AGENT_FAULT: {what}: {e.Message}");
        }
    }

    private SwapEvent Fail(SwapEvent kind, string why)
    {
        Failure = why;
        return kind;
    }
}

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "swap fault while {What}", EventName = "swap.faulted")]
    public static partial void Faulted(ILogger log, string what, Exception fault);

    [LoggerMessage(2, LogLevel.Information, "swap {From} -> {To} on {On}: {Digest} {Failure}", EventName = "swap.moved")]
    public static partial void Moved(ILogger log, SwapState from, SwapState to, SwapEvent on, string digest, string failure);

    [LoggerMessage(4, LogLevel.Warning, "the disk is full: {What} is not remembered", EventName = "swap.unremembered")]
    public static partial void Unremembered(ILogger log, string what, Exception fault);

    [LoggerMessage(3, LogLevel.Warning, "slot {Slot} cannot run: {Failure}", EventName = "swap.slot_unfit")]
    public static partial void SlotUnfit(ILogger log, string slot, string failure);
}
