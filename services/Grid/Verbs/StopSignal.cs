using System.Runtime.InteropServices;
using Trm.Grid.Processes;

namespace Trm.Grid.Verbs;

/// <summary>
/// Turns Ctrl+C and the termination signals into one cancellation. The first asks everything to end in order; a second one kills the children
/// and leaves at once.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    static readonly TimeSpan OneRequest = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource source = new();
    readonly TimeProvider time = TimeProvider.System;
    readonly TextWriter stderr;
    readonly List<PosixSignalRegistration> registrations = [];
    long first;

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
            // Some senders signal the process and then its whole group: that is one request, not two.
            if (time.GetElapsedTime(first) < OneRequest) return;
            ChildProcess.KillAll();
            Environment.Exit(ExitCode.Failed);
        }
        first = time.GetTimestamp();
        stderr.WriteLine("stopping …");
        source.Cancel();
    }
}
