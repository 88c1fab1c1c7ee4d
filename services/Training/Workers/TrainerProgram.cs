using System.Diagnostics;
using Google.Protobuf;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Training.Workers;

/// <summary>The trainer's program. libtorch lives in its processes only.</summary>
internal sealed class TrainerProgram(string path)
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);
    private readonly Lock _asking = new();
    private Task<IReadOnlyList<Preset>>? _presets;

    public string Path { get; } = path;

    public bool Exists => File.Exists(Path);

    /// <summary>How to start it: a .dll goes through the dotnet host, anything else starts by itself.</summary>
    public ProcessStartInfo Command(params ReadOnlySpan<string> arguments)
    {
        var managed = Path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(managed ? Host() : Path) { UseShellExecute = false };
        if (managed)
            start.ArgumentList.Add(Path);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>The presets that it knows. It is asked once; a failed question is asked again next time.</summary>
    public Task<IReadOnlyList<Preset>> PresetsAsync(CancellationToken cancellation)
    {
        lock (_asking)
        {
            if (_presets is null or { IsCompleted: true, IsCompletedSuccessfully: false })
                _presets = AskAsync();
            return _presets.WaitAsync(cancellation);
        }
    }

    private async Task<IReadOnlyList<Preset>> AskAsync()
    {
        var start = Command("presets");
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(AnswerTime);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var lines = await process.StandardOutput.ReadToEndAsync(limit.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            if (process.ExitCode != 0)
                throw new InvalidOperationException(
                    $"asking {Path} for its presets: expected exit code 0, got {process.ExitCode}: {(await errors.ConfigureAwait(false)).Trim()}; build or install the trainer again");
            return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(JsonParser.Default.Parse<Preset>)];
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static string Host() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? (Environment.ProcessPath is { } self && System.IO.Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet");
}
