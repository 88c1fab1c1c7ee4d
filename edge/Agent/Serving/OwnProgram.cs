using System.Diagnostics;

namespace Trm.Grid.Edge.Serving;

/// <summary>This program once more, for work that must not take the agent with it when it goes wrong.</summary>
internal static class OwnProgram
{
    /// <summary>Standing before every such command, separated by blanks: an emulator, for a program of another machine.</summary>
    public const string PrefixVariable = "TRM_EDGE_CHILD_PREFIX";

    /// <summary>How to start it, whether it runs as one file or on the dotnet host. Its standard input is redirected: the child ends with it.</summary>
    public static ProcessStartInfo With(params string[] arguments)
    {
        List<string> command = [.. (Environment.GetEnvironmentVariable(PrefixVariable) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        var self = Environment.ProcessPath ?? "";
        if (Path.GetFileNameWithoutExtension(self) == "trm-edge")
            command.Add(self);
        else
            command.AddRange([Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet", Path.Combine(AppContext.BaseDirectory, "trm-edge.dll")]);
        var start = new ProcessStartInfo(command[0]) { RedirectStandardInput = true, RedirectStandardError = true };
        foreach (var argument in command.Skip(1).Concat(arguments))
            start.ArgumentList.Add(argument);
        // A crash that a test wants of the agent is not wanted of its child.
        start.Environment.Remove(Storage.CrashPoint.Variable);
        return start;
    }
}
