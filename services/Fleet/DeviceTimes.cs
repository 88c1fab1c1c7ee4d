using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Trm.Grid.Fleet;

/// <summary>The times in what devices send. Robots stamp by clocks of their own.</summary>
internal static class DeviceTimes
{
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;
    private const int MostNanos = 999_999_999;

    /// <summary>
    /// Clears every timestamp and duration out of range: JSON has no text for it, and one in a list would take the whole page with it. It is not
    /// refused, or the device would send it for ever. Lists inside are left alone: none of them holds times.
    /// </summary>
    public static void ClearInvalid(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.FieldType != FieldType.Message || field.IsRepeated || field.Accessor.GetValue(message) is not IMessage inner)
                continue;
            if (IsInvalid(inner))
                field.Accessor.Clear(message);
            else
                ClearInvalid(inner);
        }
    }

    // Years 1 to 9999, as protobuf defines it. Nothing that a device measures takes less than no time; and JSON transcoding (10.0) has no text for a
    // duration with negative nanoseconds, or one above the last timestamp, though protobuf allows both.
    private static bool IsInvalid(IMessage message) => message switch
    {
        Timestamp { Seconds: >= FirstSecond and <= LastSecond, Nanos: >= 0 and <= MostNanos } => false,
        Duration { Seconds: >= 0 and <= LastSecond, Nanos: >= 0 and <= MostNanos } => false,
        _ => message is Timestamp or Duration,
    };
}
