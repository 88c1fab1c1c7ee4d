using System.CommandLine;
using Spectre.Console;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Devices;

internal static class DevicesRevokeVerb
{
    public static Command Create()
    {
        var id = DeviceArguments.Id();
        return Verb.Of("revoke", "Ends a device's right to connect, for good.", [id], async call =>
        {
            await using var grid = await call.ConnectAsync(GridRoles.Fleet);
            var response = await grid.Fleet.RevokeDeviceAsync(new RevokeDeviceRequest { DeviceId = call.Required(id) }, Calls.Unary(call.Cancellation));
            var device = DeviceView.Of(response.Device);
            call.Output.Finish(device, GridJson.Default.DeviceView, console => console.WriteLine($"{device.Id} is {device.State}."));
        });
    }
}
