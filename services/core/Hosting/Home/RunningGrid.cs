using System.Diagnostics;
using System.Text.Json;

namespace Trm.Grid.Hosting;

/// <summary>A grid that runs on a data folder, as it tells other programs of the same user.</summary>
public sealed record RunningGrid
{
    public required int ProcessId { get; init; }

    /// <summary>When that process began: its id may since belong to another.</summary>
    public required DateTimeOffset ProcessStarted { get; init; }

    /// <summary>gRPC for people, backends and the services themselves.</summary>
    public required Uri Control { get; init; }

    /// <summary>HTTP/1.1 and gRPC-Web.</summary>
    public required Uri Web { get; init; }

    /// <summary>gRPC over mutual TLS for devices.</summary>
    public required Uri Devices { get; init; }

    /// <summary>The roles that it hosts.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>The grid that runs on this folder now; null where none does.</summary>
    public static RunningGrid? Find(GridPaths paths)
    {
        if (!File.Exists(paths.RunningFile))
            return null;
        var grid = JsonSerializer.Deserialize<RunningGrid>(File.ReadAllBytes(paths.RunningFile));
        return grid is not null && grid.Lives() ? grid : null;
    }

    internal static void Publish(GridPaths paths, GridEndpoints endpoints, IReadOnlyList<string> roles)
    {
        using var self = Process.GetCurrentProcess();
        var grid = new RunningGrid
        {
            ProcessId = self.Id,
            ProcessStarted = self.StartTime.ToUniversalTime(),
            Control = endpoints.Control,
            Web = endpoints.Web,
            Devices = endpoints.Devices,
            Roles = roles,
        };
        DurableFile.Write(paths.RunningFile, JsonSerializer.SerializeToUtf8Bytes(grid), ownerOnly: true);
    }

    private bool Lives()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            // Linux reckons a start time from the boot time, which it gives in whole seconds.
            return (process.StartTime.ToUniversalTime() - ProcessStarted.UtcDateTime).Duration() < TimeSpan.FromSeconds(3);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
