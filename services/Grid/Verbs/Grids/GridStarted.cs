using Trm.Grid.Hosting;

namespace Trm.Grid.Verbs.Grids;

/// <summary>What --json writes once a grid listens.</summary>
internal sealed record GridStarted(string Home, Uri Control, Uri Web, Uri Devices, IReadOnlyList<string> Roles, int Pid)
{
    public static GridStarted Of(GridHost host, IReadOnlyList<string> roles) =>
        new(host.Paths.Home, host.Endpoints.Control, host.Endpoints.Web, host.Endpoints.Devices, roles, Environment.ProcessId);
}
