namespace Trm.Grid.Edge.Boards;

/// <summary>
/// The time as this board may believe it. A board without a battery boots in 1970; it then goes by the latest time that the grid told it,
/// moved on by the machine's own ticks. Once the grid was heard in this run, a clock that jumps away from it, forth or back, is overruled too: the
/// ticks do not jump. Any other clock is used as it is.
/// </summary>
internal sealed class BoardClock(TimeProvider machine) : TimeProvider
{
    // An ordinary clock drifts by seconds: only one that is far behind is overruled.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);
    private readonly Lock _lock = new();
    private DateTimeOffset? _told;
    private bool _heard;
    private long _toldAt;

    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    public override long TimestampFrequency => machine.TimestampFrequency;

    /// <summary>Takes a time that the grid vouches for.</summary>
    public void Learn(DateTimeOffset time)
    {
        lock (_lock)
        {
            if (Least() is { } least && time <= least)
                return;
            _told = time;
            _toldAt = machine.GetTimestamp();
        }
    }

    /// <summary>Takes the time that the grid has right now.</summary>
    public void Hear(DateTimeOffset time)
    {
        lock (_lock)
            (_told, _toldAt, _heard) = (time, machine.GetTimestamp(), true);
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            var own = machine.GetUtcNow();
            var least = Least();
            return least is { } told && (own < told - Slack || (_heard && own > told + Slack)) ? told : own;
        }
    }

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);

    private DateTimeOffset? Least() => _told + machine.GetElapsedTime(_toldAt);
}
