using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Hosting;

namespace Trm.Grid.Fleet;

/// <summary>The times in what devices send. Robots stamp by clocks of their own.</summary>
internal static class DeviceTimes
{
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

    private static bool IsInvalid(IMessage message) => message switch
    {
        Timestamp time => !WireTimes.IsTime(time),
        Duration time => !WireTimes.IsTime(time),
        _ => false,
    };
}
