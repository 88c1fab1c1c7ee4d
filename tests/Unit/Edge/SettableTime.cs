namespace Trm.Grid.Tests.Unit.Edge;

/// <summary>A clock that moves when the test says so.</summary>
internal sealed class SettableTime(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;
    private long _ticks = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Pass(TimeSpan time) => (_now, _ticks) = (_now + time, _ticks + time.Ticks);

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _ticks;
}
