using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Training.Workers;

namespace Trm.Grid.Training.Runs;

/// <summary>Gives runs their slots, first come first served, and takes up after a restart what was running before.</summary>
internal sealed partial class RunQueue(
    RunLedger ledger, TrainerProgram trainer, PackageHandover handover, RunInputs inputs, TrainingOptions options, TimeProvider time, ILogger<RunQueue> log) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<string, RunExecution> _executions = new();
    private readonly SemaphoreSlim _changed = new(0);

    /// <summary>A run was queued, or one has ended.</summary>
    public void Wake() => _changed.Release();

    /// <summary>Lets a cancellation reach the run's worker.</summary>
    public void Cancel(string id)
    {
        if (_executions.TryGetValue(id, out var execution))
            execution.Cancel();
        Wake();
    }

    public override void Dispose()
    {
        base.Dispose();
        _changed.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var tasks = new Dictionary<string, Task>();
        try
        {
            while (true)
            {
                foreach (var ended in tasks.Where(task => task.Value.IsCompleted).Select(task => task.Key).ToList())
                    tasks.Remove(ended);
                await BeginAllAsync(tasks, stoppingToken).ConfigureAwait(false);
                await _changed.WaitAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(tasks.Values).ConfigureAwait(false);
        }
    }

    private async Task BeginAllAsync(Dictionary<string, Task> tasks, CancellationToken stopping)
    {
        try
        {
            foreach (var run in await ledger.LivingAsync(stopping).ConfigureAwait(false))
                if (!tasks.ContainsKey(run.Id) && await TakeAsync(run, tasks.Count).ConfigureAwait(false))
                    tasks.Add(run.Id, Begin(run.Id, stopping));
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // NOTE an exception that left ExecuteAsync would end the whole grid.
            Log.QueueWaits(log, FirstPause, fault);
            await Task.Delay(FirstPause, time, stopping).ConfigureAwait(false);
            Wake();
        }
    }

    /// <summary>Whether the run is to be executed now. What ran before a restart goes on whatever the capacity is now.</summary>
    private async Task<bool> TakeAsync(Run run, int busy)
    {
        if (run.State != RunState.Queued)
            return true;
        if (busy >= options.Capacity)
            return false;
        var (_, moved) = await ledger.ApplyAsync(run.Id, RunSignal.Taken, "a worker starts", taken => taken.StartedAt = time.GetUtcNow().ToTimestamp()).ConfigureAwait(false);
        return moved;
    }

    private Task Begin(string id, CancellationToken stopping)
    {
        var execution = ExecuteAsync(id, stopping);
        // NOTE A wake from inside the execution could find it still running, its place taken, and no other wake would come.
        _ = execution.ContinueWith(_ => Wake(), stopping, TaskContinuationOptions.None, TaskScheduler.Default);
        return execution;
    }

    private async Task ExecuteAsync(string id, CancellationToken stopping)
    {
        // Leaves the caller's loop before the first line that could throw.
        await Task.Yield();
        using var execution = new RunExecution(id, ledger, trainer, handover, inputs, options, time, log);
        _executions[id] = execution;
        try
        {
            for (var pause = FirstPause; !await EndAsync(execution, id, pause, stopping).ConfigureAwait(false); pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
                await Task.Delay(pause, time, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stays as it is; the next start takes it up.
        }
        finally
        {
            _executions.TryRemove(id, out _);
        }
    }

    /// <summary>Executes a run to its end, which may be a failure; false where the disk is too full for either, and it must be tried again.</summary>
    private async Task<bool> EndAsync(RunExecution execution, string id, TimeSpan pause, CancellationToken stopping)
    {
        try
        {
            try
            {
                await execution.RunAsync(stopping).ConfigureAwait(false);
            }
            catch (Exception fault) when (!stopping.IsCancellationRequested && !FaultMapping.IsDiskFull(fault))
            {
                Log.RunBroke(log, id, fault);
                var failure = new RunFailure { Kind = RunFailureKind.Other, Message = $"the training service failed at this run: {fault.Message}" };
                await ledger.ApplyAsync(id, RunSignal.Faulted, failure.Message, run => run.Failure = failure, cancellation: CancellationToken.None).ConfigureAwait(false);
            }
            return true;
        }
        catch (Exception fault) when (FaultMapping.IsDiskFull(fault))
        {
            Log.DiskFull(log, id, pause);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, EventName = "run_broke", Level = LogLevel.Error, Message = "{Run}: the training service failed at it")]
        public static partial void RunBroke(ILogger log, string run, Exception fault);

        [LoggerMessage(EventId = 2, EventName = "disk_full", Level = LogLevel.Warning, Message = "{Run}: the disk is full; make room. It goes on from its last checkpoint, the next try comes in {Pause}")]
        public static partial void DiskFull(ILogger log, string run, TimeSpan pause);

        [LoggerMessage(EventId = 3, EventName = "queue_waits", Level = LogLevel.Error, Message = "no run can begin; the next try comes in {Pause}")]
        public static partial void QueueWaits(ILogger log, TimeSpan pause, Exception fault);
    }
}
