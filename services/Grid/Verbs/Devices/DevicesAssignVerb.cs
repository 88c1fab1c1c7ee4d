using System.CommandLine;
using Spectre.Console;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;
using Trm.Grid.Verbs.Models;

namespace Trm.Grid.Verbs.Devices;

internal static class DevicesAssignVerb
{
    public static Command Create()
    {
        var id = DeviceArguments.Id();
        var reference = ModelArguments.Reference();
        return Verb.Of("assign", "Sets the model that a device shall run; it converges whenever it is reachable.", [id, reference], async call =>
        {
            await using var grid = await call.ConnectAsync(GridRoles.Fleet, GridRoles.Registry);
            var version = await grid.Packages.FindAsync(call.Required(reference)!, call.Cancellation);
            var request = new AssignModelRequest { DeviceId = call.Required(id), Model = version.Model, VersionDigest = version.Digest };
            var device = DeviceView.Of((await grid.Fleet.AssignModelAsync(request, Calls.Unary(call.Cancellation))).Device);
            call.Output.Finish(device, GridJson.Default.DeviceView,
                console => console.WriteLine($"{device.Id} shall run {version.Model}, {version.Digest}; it is {(device.Connected ? "connected" : "not connected now")}."));
        });
    }
}
