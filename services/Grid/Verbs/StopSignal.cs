using System.Runtime.InteropServices;
using Trm.Grid.Processes;

namespace Trm.Grid.Verbs;

/// <summary>
/// Turns Ctrl+C and the termination signals into one cancellation. The first asks everything to end in order; a second one kills the children
/// and leaves at once.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    readonly CancellationTokenSource source = new();
    readonly TextWriter stderr;
    readonly List<PosixSignalRegistration> registrations = [];

    public StopSignal(TextWriter stderr)
    {
        this.stderr = stderr;
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT })
            registrations.Add(PosixSignalRegistration.Create(signal, Stop));
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        source.Dispose();
    }

    void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        if (source.IsCancellationRequested)
        {
            ChildProcess.KillAll();
            Environment.Exit(ExitCode.Failed);
        }
        stderr.WriteLine("stopping …");
        source.Cancel();
    }
}
