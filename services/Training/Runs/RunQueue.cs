using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Training.Workers;

namespace Trm.Grid.Training.Runs;

/// <summary>Gives runs their slots, first come first served, and takes up after a restart what was running before.</summary>
internal sealed partial class RunQueue(
    RunLedger ledger, TrainerProgram trainer, PackageHandover handover, RunInputs inputs, TrainingOptions options, TimeProvider time, ILogger<RunQueue> log) : BackgroundService
{
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
                foreach (var run in await ledger.LivingAsync(stoppingToken).ConfigureAwait(false))
                    if (!tasks.ContainsKey(run.Id) && await TakeAsync(run, tasks.Count).ConfigureAwait(false))
                        tasks.Add(run.Id, Begin(run.Id, stoppingToken));
                await _changed.WaitAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(tasks.Values).ConfigureAwait(false);
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
            await execution.RunAsync(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stays as it is; the next start takes it up.
        }
        catch (Exception fault)
        {
            Log.RunBroke(log, id, fault);
            var failure = new RunFailure { Kind = RunFailureKind.Other, Message = $"the training service failed at this run: {fault.Message}" };
            await ledger.ApplyAsync(id, RunSignal.Faulted, failure.Message, run => run.Failure = failure, cancellation: CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _executions.TryRemove(id, out _);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, EventName = "run_broke", Level = LogLevel.Error, Message = "{Run}: the training service failed at it")]
        public static partial void RunBroke(ILogger log, string run, Exception fault);
    }
}
