namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>The system's time, moved by what the test says.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
