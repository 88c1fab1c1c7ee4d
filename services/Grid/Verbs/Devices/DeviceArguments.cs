using System.CommandLine;

namespace Trm.Grid.Verbs.Devices;

internal static class DeviceArguments
{
    public static Argument<string> Id() => new("DEVICE") { Description = "The device's id, as devices list tells it." };
}
