namespace Trm.Grid.Training.Workers;

/// <summary>
/// What ends a worker from outside. A request to cancel and the service's own end are spoken first and enforced after a time of grace;
/// the run's deadline and silence kill at once.
/// </summary>
internal sealed class WorkerLeash : IDisposable
{
    // A grid that stops waits 5 s for its services. A worker killed before its last checkpoint costs the time since the one before.
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(4);
    private readonly CancellationTokenSource _kill;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenRegistration[] _registrations;
    private readonly TimeSpan _silenceLimit;

    // What a timer can be set to; a deadline beyond is set anew while the worker speaks.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly TimeSpan? _remaining;

    public WorkerLeash(WorkerProcess worker, TrainingOptions options, TimeSpan? remaining, TimeProvider time, CancellationToken cancelled, CancellationToken stopping)
    {
        _silenceLimit = options.SilenceLimit;
        _kill = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _silence = new CancellationTokenSource(_silenceLimit, time);
        (_time, _began, _remaining) = (time, time.GetTimestamp(), remaining);
        _deadline = new CancellationTokenSource(UntilDeadline(), time);
        _registrations =
        [
            _kill.Token.Register(worker.Kill),
            _silence.Token.Register(worker.Kill),
            _deadline.Token.Register(worker.Kill),
            cancelled.Register(() => Ask(worker.AskToStop, options.Grace)),
            stopping.Register(() => Ask(worker.LetGo, StopGrace)),
        ];
    }

    public bool Hung => _silence.IsCancellationRequested;

    public bool PastDeadline => _deadline.IsCancellationRequested;

    /// <summary>It spoke: silence begins anew.</summary>
    public void Heard()
    {
        _silence.CancelAfter(_silenceLimit);
        if (_remaining > LongestTimer)
            _deadline.CancelAfter(UntilDeadline());
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _kill.Dispose();
        _silence.Dispose();
        _deadline.Dispose();
    }

    private TimeSpan UntilDeadline() =>
        _remaining is { } remaining ? TimeSpan.FromTicks(Math.Clamp((remaining - _time.GetElapsedTime(_began)).Ticks, 0, LongestTimer.Ticks)) : Timeout.InfiniteTimeSpan;

    private void Ask(Action ask, TimeSpan grace)
    {
        ask();
        _kill.CancelAfter(grace);
    }
}
