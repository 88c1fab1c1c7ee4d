using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Trm.Grid.Puzzles;
using Trm.Grid.Runtime;

namespace Trm.Grid.Edge.Serving;

/// <summary>
/// A model in a process of its own. When that process crashes or hangs, another takes its place; until then every step fails at once, and A* answers.
/// </summary>
internal sealed class ServedModel : IStepModel
{
    private readonly Func<StepChild> _start;
    private readonly ServingTimes _times;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<(int Slots, int Height, int Width), TimeSpan> _slowest = new();
    private readonly Task _keeping;
    private StepChild? _current;
    private int _batches;
    private int _replaced;

    private ServedModel(StepChild first, (StepMetadata Metadata, string Provider) ready, Func<StepChild> start, ServingTimes times, TimeProvider clock, ILogger log)
    {
        (_current, Metadata, Provider, _start, _times, _clock, _log) = (first, ready.Metadata, ready.Provider, start, times, clock, log);
        _keeping = Task.Run(() => KeepAsync(first));
    }

    public StepMetadata Metadata { get; }

    /// <summary>On what it runs.</summary>
    public string Provider { get; }

    public TaskShape Shape => Metadata.Shape;

    /// <summary>The process that takes steps now; null while it is being replaced.</summary>
    public StepChild? Current => Volatile.Read(ref _current);

    /// <summary>How often it was replaced.</summary>
    public int Replaced => Volatile.Read(ref _replaced);

    /// <summary>Starts a process and waits until its model is loaded.</summary>
    /// <exception cref="InvalidDataException">It cannot be loaded there.</exception>
    public static ServedModel Start(Func<ProcessStartInfo> command, ServingTimes times, TimeProvider clock, ILogger log)
    {
        var child = New();
        try
        {
            return new(child, child.Ready.GetAwaiter().GetResult(), New, times, clock, log);
        }
        catch
        {
            child.Dispose();
            throw;
        }

        StepChild New() => StepChild.Start(command(), times, clock);
    }

    public IStepBatch Open(int slots, int height, int width) => new RemoteBatch(this, Interlocked.Increment(ref _batches), slots, height, width);

    public void Dispose()
    {
        _stop.Cancel();
        _keeping.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    /// <summary>How long a step of this size may take before its process counts as hung.</summary>
    public TimeSpan LimitOf(RemoteBatch batch) => _slowest.TryGetValue((batch.Slots, batch.Height, batch.Width), out var slowest)
        ? slowest * _times.StepFactor > _times.ShortestStep ? slowest * _times.StepFactor : _times.ShortestStep
        : _times.FirstStep;

    public void Took(RemoteBatch batch, StepChild child, long beganAt)
    {
        var took = _clock.GetElapsedTime(beganAt);
        if (child == Current)
            _slowest.AddOrUpdate((batch.Slots, batch.Height, batch.Width), took, (_, seen) => took > seen ? took : seen);
    }

    private async Task KeepAsync(StepChild child)
    {
        var pause = new Backoff(_times.FirstPause, _times.LongestPause, _clock);
        var quickDeaths = 0;
        try
        {
            while (true)
            {
                var loaded = _clock.GetTimestamp();
                var why = await child.Ended.WaitAsync(_stop.Token);
                Volatile.Write(ref _current, null);
                Log.Ended(_log, why);
                var began = _clock.GetTimestamp();
                quickDeaths = _clock.GetElapsedTime(loaded) < _times.LongestPause ? quickDeaths + 1 : 0;
                // The first deaths are accidents; a model that keeps dying must not eat the battery.
                if (quickDeaths > 2)
                    await pause.WaitAsync(_stop.Token);
                else
                    pause.Reset();
                try
                {
                    child = _start();
                }
                catch (Exception e) when (e is IOException or System.ComponentModel.Win32Exception)
                {
                    // A board out of memory starts no process; the next turn waits longer.
                    Log.Ended(_log, e.Message);
                    continue;
                }
                await child.Ready.WaitAsync(_stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
                if (!child.Ready.IsCompletedSuccessfully)
                    continue;
                Volatile.Write(ref _current, child);
                Interlocked.Increment(ref _replaced);
                Log.Replaced(_log, _clock.GetElapsedTime(began).TotalMilliseconds);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The ordinary end.
        }
        finally
        {
            Volatile.Write(ref _current, null);
            child.Dispose();
        }
    }
}

internal static partial class Log
{
    [LoggerMessage(30, LogLevel.Warning, "the model's process ended: {Why}; A* answers meanwhile", EventName = "model.ended")]
    public static partial void Ended(ILogger log, string why);

    [LoggerMessage(31, LogLevel.Information, "the model's process was replaced within {Milliseconds:0} ms", EventName = "model.replaced")]
    public static partial void Replaced(ILogger log, double milliseconds);
}
