using Google.Protobuf.WellKnownTypes;

namespace Trm.Grid.Hosting;

/// <summary>Which times in messages are times: anything may come over the wire, and what has no text in JSON takes the whole answer with it.</summary>
public static class WireTimes
{
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;
    private const int MostNanos = 999_999_999;

    /// <summary>In the years 1 to 9999, as protobuf defines it.</summary>
    public static bool IsTime(Timestamp time) => time is { Seconds: >= FirstSecond and <= LastSecond, Nanos: >= 0 and <= MostNanos };

    /// <summary>
    /// Of no less than no time. Protobuf allows less, and somewhat more than here; JSON transcoding (10.0) has no text for negative nanoseconds, or
    /// for a duration above the last timestamp.
    /// </summary>
    public static bool IsTime(Duration time) => time is { Seconds: >= 0 and <= LastSecond, Nanos: >= 0 and <= MostNanos };
}
