using System.CommandLine;
using System.CommandLine.Parsing;
using Trm.Grid.Connection;

namespace Trm.Grid.Verbs.Grids;

internal static class ServeVerb
{
    static readonly Argument<string[]> Roles = new("ROLES")
    {
        Description = $"Which services, separated by commas: {string.Join(", ", ServiceRoles.All)}.",
        CustomParser = ParseRoles,
        Arity = ArgumentArity.ExactlyOne,
    };

    static readonly Option<string[]> Peer = new("--peer")
    {
        Description = "Where a role runs that this process does not host; may be repeated.",
        HelpName = "ROLE=URL",
    };

    public static Command Create()
    {
        var listening = new Listening();
        Peer.Validators.Add(CheckPeers);
        return Verb.Of("serve", "Runs some of the grid's services in this process until it is stopped.", [Roles, Peer, .. listening.Options, .. GridService.Options],
            call => GridService.RunAsync(call, listening.Of(call) with { Peers = PeersOf(call) }, call.Required(Roles)));
    }

    static Dictionary<string, Uri> PeersOf(VerbCall call) =>
        (call.Value(Peer) ?? []).Select(peer => peer.Split('=', 2)).ToDictionary(peer => peer[0], peer => new Uri(peer[1]));

    static string[] ParseRoles(ArgumentResult argument)
    {
        string[] roles = [.. argument.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct()];
        foreach (var role in roles.Except(ServiceRoles.All))
            argument.AddError($"'{role}' is no service: choose of {string.Join(", ", ServiceRoles.All)}.");
        if (roles.Length == 0) argument.AddError($"Name at least one of {string.Join(", ", ServiceRoles.All)}.");
        return roles;
    }

    static void CheckPeers(OptionResult option)
    {
        foreach (var token in option.Tokens)
            if (token.Value.Split('=', 2) is not [var role, var url] || !ServiceRoles.All.Contains(role) || !Uri.TryCreate(url, UriKind.Absolute, out _))
                option.AddError($"'{token.Value}' is no peer: write ROLE=URL, as in registry=http://127.0.0.1:7400.");
    }
}
