namespace Trm.Grid.Tests.Unit.Hosting;

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
