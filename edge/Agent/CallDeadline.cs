namespace Trm.Grid.Edge;

/// <summary>Deadlines of gRPC calls. The transport compares them with the machine's own clock, right or wrong.</summary>
internal static class CallDeadline
{
    public static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    public static DateTime In(TimeSpan time) => Now + time;
}
