using System.Reflection;
using Trm.Grid.Verbs;

namespace Trm.Grid.Processes;

/// <summary>Where the programs lie that this one starts: the trainer and the agent.</summary>
internal static class Programs
{
    public static string? FindTrainer() => Find("trainer", "TRMGRID_TRAINER", "Trm.Grid.Trainer");

    public static string FindAgent() => Find("agent", "TRMGRID_AGENT", "trm-edge")
        ?? throw new CommandFailedException("AGENT_MISSING",
            "The agent's program trm-edge was not found: publish it into agent/ beside trmgrid, or name it in TRMGRID_AGENT.");

    /// <summary>Named in the environment, else beside this program where it was published, else where it was built.</summary>
    static string? Find(string folder, string variable, string name)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named) return named;
        var published = Path.Combine(AppContext.BaseDirectory, folder);
        string?[] candidates =
        [
            Path.Combine(published, name + ".dll"),
            Path.Combine(published, OperatingSystem.IsWindows() ? name + ".exe" : name),
            Built(folder),
        ];
        return candidates.FirstOrDefault(File.Exists);
    }

    static string? Built(string program) => typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(metadata => metadata.Key == $"program.{program}")?.Value;
}
