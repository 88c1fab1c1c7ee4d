using System.Diagnostics;
using System.Text;
using Trm.Grid.Runtime;

namespace Trm.Grid.Edge.Serving;

/// <summary>One process of a model, from its start to its end, whatever that end is. It is not started again: see <see cref="ServedModel"/>.</summary>
internal sealed class StepChild : IDisposable
{
    private readonly Process _process;
    private readonly StepPipe _pipe;
    private readonly ServingTimes _times;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SemaphoreSlim _answered = new(0);
    private readonly TaskCompletionSource<(StepMetadata Metadata, string Provider)> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _watch;
    private readonly Lock _lock = new();
    private long _heardAt;
    private int _looksAtRest;
    private StepRequest? _request;
    private long _number;

    private StepChild(Process process, ServingTimes times, TimeProvider clock)
    {
        (_process, _times, _clock) = (process, times, clock);
        _pipe = new StepPipe(process.StandardOutput.BaseStream, process.StandardInput.BaseStream);
        (ProcessId, _heardAt) = (process.Id, clock.GetTimestamp());
        process.ErrorDataReceived += (_, line) => Said = line.Data ?? Said;
        process.BeginErrorReadLine();
        new Thread(Listen) { IsBackground = true, Name = "model's process" }.Start();
        _watch = clock.CreateTimer(_ => Watch(), null, ServingTimes.RestingBeat, ServingTimes.RestingBeat);
    }

    public int ProcessId { get; }

    /// <summary>What the model tells of itself, once it is loaded. Fails with <see cref="InvalidDataException"/> when the process ends before.</summary>
    public Task<(StepMetadata Metadata, string Provider)> Ready => _ready.Task;

    /// <summary>Why the process ended, when it has.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>Its last line on standard error.</summary>
    private string Said { get; set; } = "";

    public static StepChild Start(ProcessStartInfo start, ServingTimes times, TimeProvider clock)
    {
        start.RedirectStandardOutput = true;
        return new(Process.Start(start) ?? throw new IOException("starting the model's process: the system started none"), times, clock);
    }

    /// <summary>Asks, and waits for the answer.</summary>
    /// <returns>False when it was cancelled, or when the process ended.</returns>
    public bool Ask(StepRequest request, CancellationToken cancel)
    {
        _turn.Wait(CancellationToken.None);
        try
        {
            lock (_lock)
            {
                if (_ended.Task.IsCompleted || cancel.IsCancellationRequested)
                    return false;
                while (_answered.Wait(0, CancellationToken.None)) { }
                request.Number = ++_number;
                request.BeganAt = _clock.GetTimestamp();
                _request = request;
                _watch.Change(ServingTimes.Beat, ServingTimes.Beat);
            }
            _pipe.Send(request.Kind, request.Write);
            if (!WaitFor(request, cancel))
                return false;
            return request.Succeeded;
        }
        catch (IOException e)
        {
            End(e.Message);
            return false;
        }
        finally
        {
            lock (_lock)
            {
                _request = null;
                _watch.Change(ServingTimes.RestingBeat, ServingTimes.RestingBeat);
            }
            _turn.Release();
        }
    }

    public void Forget(int batch)
    {
        try
        {
            if (!_ended.Task.IsCompleted)
                _pipe.Send(StepKind.Close, p => p.Add(batch));
        }
        catch (IOException e)
        {
            End(e.Message);
        }
    }

    public void Dispose()
    {
        End("it is no longer needed");
        _watch.Dispose();
    }

    private bool WaitFor(StepRequest request, CancellationToken cancel)
    {
        try
        {
            _answered.Wait(cancel);
            return true;
        }
        catch (OperationCanceledException)
        {
            _pipe.TrySend(StepKind.Cancel, request.Number);
            return _answered.Wait(_times.Cancel, CancellationToken.None);
        }
    }

    private void Listen()
    {
        var why = "it ended by itself";
        try
        {
            while (_pipe.Receive() is { Kind: not 0 } message)
            {
                Volatile.Write(ref _heardAt, _clock.GetTimestamp());
                if (message.Kind == StepKind.Fault)
                {
                    why = Encoding.UTF8.GetString(message.Payload.Span);
                    break;
                }
                Hear(message.Kind, new StepReader(message.Payload.Span));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            why = e.Message;
        }
        End(why);
    }

    private void Hear(StepKind kind, StepReader reader)
    {
        if (kind == StepKind.Ready)
            _ready.TrySetResult(StepDescription.Read(reader));
        if (kind is not (StepKind.Done or StepKind.Cancelled or StepKind.State))
            return;
        var number = reader.Long();
        lock (_lock)
        {
            // What was cancelled and answers late is nobody's answer.
            if (_request is not { } request || request.Number != number)
                return;
            if (kind == StepKind.Cancelled)
                request.IsCancelled = true;
            else
                request.Take(reader);
        }
        _answered.Release();
    }

    private void Watch()
    {
        if (_ended.Task.IsCompleted)
        {
            _watch?.Dispose();
            return;
        }
        var silent = _clock.GetElapsedTime(Volatile.Read(ref _heardAt));
        TimeSpan? step;
        TimeSpan limit;
        lock (_lock)
            (step, limit) = (_request is { } request ? _clock.GetElapsedTime(request.BeganAt) : null, _request?.Limit ?? TimeSpan.Zero);
        // Between questions the process says little: its silence then counts from the question on.
        silent = step is not { } asked ? silent - ServingTimes.RestingBeat : asked < silent ? asked : silent;
        // One look is not enough: an agent that slept itself has not read yet what was said meanwhile.
        _looksAtRest = silent > _times.AtRest && IsAtRest() ? _looksAtRest + 1 : 0;
        if (_looksAtRest > 1)
            End($"it was stopped, or all of it slept, and silent for {silent.TotalMilliseconds:0} ms");
        else if (silent > (_ready.Task.IsCompleted ? _times.Silent : _times.Loading))
            End($"it was silent for {silent.TotalMilliseconds:0} ms");
        else if (step > limit)
            End($"a step took longer than {limit.TotalMilliseconds:0} ms");
    }

    // While it loads it may wait for a device.
    private bool IsAtRest() => _ready.Task.IsCompleted ? ProcessState.IsAtRest(ProcessId) : ProcessState.IsStopped(ProcessId);

    private void End(string why)
    {
        lock (_lock)
            if (!_ended.TrySetResult(Said.Length > 0 ? $"{why}; it last said: {Said}" : why))
                return;
        _watch?.Dispose();
        try
        {
            // Also a stopped process dies of SIGKILL.
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
        _ready.TrySetException(new InvalidDataException($"starting the model's process: {_ended.Task.Result}"));
        _answered.Release();
        _process.WaitForExitAsync().ContinueWith(_ => _process.Dispose(), TaskScheduler.Default);
    }
}
