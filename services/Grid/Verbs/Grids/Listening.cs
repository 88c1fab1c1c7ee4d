using System.CommandLine;
using System.CommandLine.Parsing;
using Trm.Grid.Hosting;

namespace Trm.Grid.Verbs.Grids;

/// <summary>Where a grid listens, as options.</summary>
internal sealed class Listening
{
    readonly Option<Uri> control = Address("--control", "gRPC for people and backends", new GridHostOptions().Control);
    readonly Option<Uri> web = Address("--web", "JSON and gRPC-Web", new GridHostOptions().Web);
    readonly Option<Uri> devices = Address("--devices", "mutual TLS for devices", new GridHostOptions().Devices);
    readonly Option<string[]> names = new("--host-name")
    {
        Description = "A name or address under which others reach this machine; may be repeated, the first is told to devices.",
        HelpName = "NAME",
    };

    public IReadOnlyList<Symbol> Options => [control, web, devices, names];

    public GridHostOptions Of(VerbCall call) => new()
    {
        Control = call.Value(control)!,
        Web = call.Value(web)!,
        Devices = call.Value(devices)!,
        HostNames = call.Value(names) ?? [],
    };

    public static Uri? ParseAddress(ArgumentResult argument)
    {
        var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return address;
        argument.AddError($"'{text}' is no address: write http://127.0.0.1:7400 or https://0.0.0.0:7400; the port 0 means any free one.");
        return null;
    }

    static Option<Uri> Address(string name, string what, Uri usual) => new(name)
    {
        Description = $"Where it listens for {what}.",
        HelpName = "URL",
        DefaultValueFactory = _ => usual,
        CustomParser = ParseAddress,
    };
}
