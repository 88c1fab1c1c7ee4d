using System.CommandLine;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Devices;

/// <summary>What --json writes.</summary>
internal sealed record DeviceList(IReadOnlyList<DeviceView> Devices);

internal static class DevicesListVerb
{
    public static Command Create() => Verb.Of("list", "Lists devices: what they run and what they shall run.", [], async call =>
    {
        await using var grid = await call.ConnectAsync(GridRoles.Fleet);
        var devices = await Pages.AllAsync(
            token => grid.Fleet.ListDevicesAsync(new ListDevicesRequest { PageToken = token }, Calls.Unary(call.Cancellation)).ResponseAsync,
            page => page.Devices.Select(DeviceView.Of), page => page.NextPageToken);
        call.Output.Finish(new DeviceList(devices), GridJson.Default.DeviceList, console => DevicesTable.Show(console, devices));
    });
}
