using Spectre.Console;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Devices;

internal static class DevicesTable
{
    public static void Show(IAnsiConsole console, IReadOnlyList<DeviceView> devices)
    {
        if (devices.Count == 0)
        {
            console.WriteLine("No devices yet. Make a token for one: trmgrid devices token");
            return;
        }
        var table = Tables.Of("device", "state", "connected", "runs", "shall run", "model", "~board", "~remark");
        foreach (var device in devices)
            table.Row(device.Id, device.State, device.Connected ? "yes" : "no", Numbers.ShortDigest(device.Digest), Numbers.ShortDigest(device.Desired),
                device.Model ?? "–", device.Board ?? "–", device.Failure ?? "");
        console.Write(table);
    }
}
