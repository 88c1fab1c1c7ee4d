using System.CommandLine;
using System.CommandLine.Parsing;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Trm.Grid.Connection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Devices;

/// <summary>What --json writes. The token is shown only here.</summary>
internal sealed record JoinToken(string Token, string Device, DateTime? ExpiresAt, string Endpoint);

internal static class DevicesTokenVerb
{
    static readonly Option<string> Id = new("--id") { Description = "The device's id; else the grid chooses.", HelpName = "DEVICE" };
    static readonly Option<string[]> Label = new("--label") { Description = "A label of the device; may be repeated.", HelpName = "NAME=VALUE" };
    static readonly Option<TimeSpan?> Lifetime = new("--lifetime")
    {
        Description = "How long the token may be used; 24 hours unless told otherwise.",
        HelpName = "TIME",
        CustomParser = Durations.Parse,
    };

    public static Command Create()
    {
        Label.Validators.Add(CheckLabels);
        return Verb.Of("token", "Makes a token with which one device may join, once.", [Id, Label, Lifetime], async call =>
        {
            await using var grid = await call.ConnectAsync(GridRoles.Fleet);
            var request = new CreateJoinTokenRequest
            {
                RequestId = Guid.NewGuid().ToString("n"),
                DeviceId = call.Value(Id) ?? "",
                Lifetime = call.Value(Lifetime) is { } lifetime ? Duration.FromTimeSpan(lifetime) : null,
            };
            foreach (var label in call.Value(Label) ?? [])
            {
                var sign = label.IndexOf('=', StringComparison.Ordinal);
                request.Labels[label[..sign]] = label[(sign + 1)..];
            }
            var made = await grid.Fleet.CreateJoinTokenAsync(request, Calls.Unary(call.Cancellation));
            var token = new JoinToken(made.Token, made.DeviceId, made.ExpiresAt?.ToDateTime(), made.DeviceEndpoint);
            if (grid.IsHosted)
                call.Output.Aside($"No grid runs here now: {token.Endpoint} ends with this command. The device joins once trmgrid up runs, with trm-edge enrol --server and its address.");
            call.Output.Finish(token, GridJson.Default.JoinToken, console => Show(console, token));
        });
    }

    static void Show(IAnsiConsole console, JoinToken token)
    {
        console.WriteLine($"One device may join as {token.Device} at {token.Endpoint} until {token.ExpiresAt:yyyy-MM-dd HH:mm} UTC. This is shown only once:");
        console.Profile.Out.Writer.WriteLine(token.Token);
    }

    static void CheckLabels(OptionResult option)
    {
        foreach (var token in option.Tokens)
            if (token.Value.IndexOf('=', StringComparison.Ordinal) < 1) option.AddError($"'{token.Value}' is no label: write NAME=VALUE.");
    }
}
