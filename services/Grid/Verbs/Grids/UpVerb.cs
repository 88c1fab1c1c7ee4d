using System.CommandLine;
using Trm.Grid.Connection;

namespace Trm.Grid.Verbs.Grids;

internal static class UpVerb
{
    public static Command Create()
    {
        var listening = new Listening();
        return Verb.Of("up", "Runs the whole grid in this process until it is stopped.", [.. listening.Options, .. GridService.Options],
            call => GridService.RunAsync(call, listening.Of(call), ServiceRoles.All));
    }
}
