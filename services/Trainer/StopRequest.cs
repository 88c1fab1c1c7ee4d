using System.Runtime.InteropServices;

namespace Trm.Grid.Trainer;

/// <summary>
/// Whether the worker shall write a checkpoint and end: its parent wrote <c>cancel</c>, closed the rope or died (both end standard input), or the
/// system asks by SIGTERM. Ctrl+C reaches the whole terminal and is left to the parent.
/// </summary>
internal sealed class StopRequest : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _signals;

    public StopRequest(TextReader input)
    {
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
            {
                context.Cancel = true;
                Ask();
            }),
        ];
        new Thread(() => Listen(input)) { IsBackground = true, Name = "standard input" }.Start();
    }

    public CancellationToken Token => _asked.Token;

    public bool Asked => _asked.IsCancellationRequested;

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
    }

    private void Listen(TextReader input)
    {
        while (input.ReadLine() is { } line && line.Trim() != "cancel") { }
        Ask();
    }

    // NOTE: the source is never disposed: the listening thread may use it until the process ends.
    private void Ask() => _asked.Cancel();
}
