namespace Trm.Grid.Tests.Unit.Edge;

/// <summary>A clock that moves when the test says so, and whose timers fire then.</summary>
internal sealed class SettableTime(DateTimeOffset now) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Due> _timers = [];
    private DateTimeOffset _now = now;
    private long _ticks = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Time goes by.</summary>
    public void Pass(TimeSpan time)
    {
        List<Due> due;
        lock (_lock)
        {
            (_now, _ticks) = (_now + time, _ticks + time.Ticks);
            due = [.. _timers.Where(t => t.At <= _ticks)];
            _timers.RemoveAll(due.Contains);
        }
        due.ForEach(t => t.Fire());
    }

    /// <summary>Somebody sets the clock: no time goes by.</summary>
    public void Jump(TimeSpan by) => _now += by;

    /// <summary>Waits until so many timers run, so that passing time reaches them.</summary>
    public async Task TimersAsync(int count)
    {
        for (var tries = 0; Count() < count; tries++)
        {
            Assert.True(tries < 3000, $"only {Count()} of {count} timers were ever set");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Due(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private int Count()
    {
        lock (_lock)
            return _timers.Count;
    }

    private sealed class Due(SettableTime clock, TimerCallback callback, object? state) : ITimer
    {
        public long At { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var now = false;
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                At = clock._ticks + dueTime.Ticks;
                now = dueTime == TimeSpan.Zero;
                if (!now && dueTime > TimeSpan.Zero)
                    clock._timers.Add(this);
            }
            if (now)
                Fire();
            return true;
        }

        public void Dispose()
        {
            lock (clock._lock)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
