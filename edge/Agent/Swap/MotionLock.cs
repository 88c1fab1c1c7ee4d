namespace Trm.Grid.Edge.Swap;

/// <summary>
/// Says whether the robot follows a path: no model is changed meanwhile. It expires by itself, and prolonging it never reaches further than the
/// longest hold from where it was first taken, so that a robot that never ends a motion cannot keep its model for ever. Goes by the machine's ticks:
/// a clock that is set anew neither prolongs nor ends it.
/// </summary>
internal sealed class MotionLock(TimeSpan longest, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Signal _released = new();
    private long _takenAt;
    private TimeSpan _length;

    public bool Held
    {
        get
        {
            lock (_lock)
                return Left() > TimeSpan.Zero;
        }
    }

    /// <summary>Takes or prolongs the lock.</summary>
    /// <param name="wanted">From now on; null: as long as may be.</param>
    /// <returns>What is granted from now on.</returns>
    public TimeSpan Hold(TimeSpan? wanted)
    {
        lock (_lock)
        {
            var left = Left();
            if (left <= TimeSpan.Zero)
                (_takenAt, _length) = (clock.GetTimestamp(), TimeSpan.Zero);
            var passed = clock.GetElapsedTime(_takenAt);
            var most = longest - passed;
            var granted = wanted is { } asked && asked < most ? asked : most;
            if (granted > left)
                _length = passed + granted;
            return Left();
        }
    }

    public void Release()
    {
        lock (_lock)
            _length = TimeSpan.Zero;
        _released.Set();
    }

    /// <summary>Waits until the robot stands still. For one waiter.</summary>
    public async Task WaitAsync(CancellationToken cancel)
    {
        while (true)
        {
            TimeSpan left;
            lock (_lock)
                left = Left();
            if (left <= TimeSpan.Zero)
                return;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await Task.WhenAny(Task.Delay(left, clock, either.Token), _released.WaitAsync(either.Token));
            await either.CancelAsync();
            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Does something that must not happen while the robot moves; whoever wants to take the lock waits for it.</summary>
    /// <returns>False when the robot moves: nothing was done.</returns>
    public bool TryWhileStill(Action action)
    {
        lock (_lock)
        {
            if (Left() > TimeSpan.Zero)
                return false;
            action();
            return true;
        }
    }

    private TimeSpan Left() => _length - clock.GetElapsedTime(_takenAt);
}
