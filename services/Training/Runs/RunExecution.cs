using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Training.Workers;

namespace Trm.Grid.Training.Runs;

/// <summary>Does for one run what its stage asks, until it has ended or the service stops. After a restart of the service it goes on from the stage alone.</summary>
internal sealed partial class RunExecution(
    string id, RunLedger ledger, TrainerProgram trainer, PackageHandover handover, RunInputs inputs, TrainingOptions options, TimeProvider time, ILogger log) : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private readonly CancellationTokenSource _cancelled = new();
    private readonly WorkerFolder _folder = FolderOf(options, id);
    private int _fruitless;
    private ulong? _resumedAt;

    public static WorkerFolder FolderOf(TrainingOptions options, string id) => new(Path.Combine(options.Folder, "runs", id));

    /// <summary>Tells the run's worker to stop; what the ledger says decides what becomes of the run.</summary>
    public void Cancel() => _cancelled.Cancel();

    public async Task RunAsync(CancellationToken stopping)
    {
        var run = await ledger.GetAsync(id, stopping).ConfigureAwait(false);
        while (RunTable.DutyIn(RunTable.StageOf(run)) is var duty and not RunDuty.None && !stopping.IsCancellationRequested)
            run = duty switch
            {
                RunDuty.Work => await WorkAsync(run, stopping).ConfigureAwait(false),
                RunDuty.Register => await RegisterAsync(run, stopping).ConfigureAwait(false),
                _ => await SignalAsync(RunSignal.Gone, "cancelled").ConfigureAwait(false),
            };
    }

    public void Dispose() => _cancelled.Dispose();

    /// <summary>One life of a worker and what follows from its end.</summary>
    private async Task<Run> WorkAsync(Run run, CancellationToken stopping)
    {
        if (Remaining(run) <= TimeSpan.Zero)
            return await FailAsync(RunFailureKind.Deadline, DeadlineText(run)).ConfigureAwait(false);
        if (!trainer.Exists)
            return await FailAsync(RunFailureKind.Other, $"starting a worker: expected the trainer's program at '{trainer.Path}', no file lies there; build or install it and submit again").ConfigureAwait(false);
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, _cancelled.Token);
            var dataset = await inputs.DatasetAsync(run, _folder, end.Token).ConfigureAwait(false);
            _folder.Write(OrderOf(run, dataset, await inputs.ParentAsync(run, _folder, end.Token).ConfigureAwait(false)));
        }
        catch (OperationCanceledException)
        {
            return await ledger.GetAsync(id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RegistryExchangeException refused)
        {
            return await FailAsync(RunFailureKind.Other, refused.Message).ConfigureAwait(false);
        }

        var life = await LiveAsync(run, stopping).ConfigureAwait(false);

        run = await ledger.GetAsync(id, CancellationToken.None).ConfigureAwait(false);
        return life.End switch
        {
            WorkerEnd.LetGo => run,
            _ when RunTable.DutyIn(RunTable.StageOf(run)) != RunDuty.Work => run,
            WorkerEnd.Deadline => await FailAsync(RunFailureKind.Deadline, DeadlineText(run)).ConfigureAwait(false),
            WorkerEnd.DiskFull => await WaitForRoomAsync(stopping).ConfigureAwait(false),
            _ => await ReplaceAsync(life.Message, stopping).ConfigureAwait(false),
        };
    }

    private async Task<WorkerLife> LiveAsync(Run run, CancellationToken stopping)
    {
        await using var worker = WorkerProcess.Start(trainer, _folder);
        using var leash = new WorkerLeash(worker, options, Remaining(run), time, _cancelled.Token, stopping);
        Log.WorkerStarted(log, id, worker.Id);
        var spoke = false;
        await foreach (var report in worker.ReportsAsync(CancellationToken.None).ConfigureAwait(false))
        {
            leash.Heard();
            await TakeAsync(report).ConfigureAwait(false);
            spoke |= report.ReportCase is WorkerReport.ReportOneofCase.Proven or WorkerReport.ReportOneofCase.Failed;
        }
        var code = await worker.ExitAsync(CancellationToken.None).ConfigureAwait(false);
        Log.WorkerEnded(log, id, worker.Id, code);
        return spoke ? new(WorkerEnd.Spoke, "")
            : leash.PastDeadline ? new(WorkerEnd.Deadline, "")
            : stopping.IsCancellationRequested ? new(WorkerEnd.LetGo, "")
            : code == WorkerProcess.DiskFull ? new(WorkerEnd.DiskFull, "")
            : new(WorkerEnd.Lost, leash.Hung ? $"its worker said nothing for {options.SilenceLimit} and was killed" : $"its worker's process ended without a word, exit code {code}");
    }

    private Task<Run> TakeAsync(WorkerReport report)
    {
        switch (report.ReportCase)
        {
            case WorkerReport.ReportOneofCase.Started:
                var started = report.Started;
                _fruitless = started.Step > _resumedAt ? 0 : _fruitless;
                _resumedAt = started.Step;
                var words = started.Step > 0 ? $"goes on from step {started.Step}, {started.Machine}" : $"trains {started.Parameters:N0} parameters, {started.Machine}";
                return SignalAsync(RunSignal.Reported, words, run => (run.Step, run.Parameters) = (started.Step, started.Parameters));
            case WorkerReport.ReportOneofCase.Progress:
                var progress = report.Progress;
                var point = new CurvePoint { Step = progress.Step, Values = { progress.Values } };
                return SignalAsync(RunSignal.Reported, "", run => Put(run, progress), point);
            case WorkerReport.ReportOneofCase.Exporting:
                return SignalAsync(RunSignal.Exporting, "exports", run => run.WeightsDigest = report.Exporting.WeightsDigest);
            case WorkerReport.ReportOneofCase.Proven:
                var proven = report.Proven;
                return SignalAsync(RunSignal.Proven, "the exported graphs answer as the network does", run =>
                {
                    run.VersionDigest = proven.ManifestDigest;
                    run.Metrics.MergeFrom(proven.Values);
                });
            case WorkerReport.ReportOneofCase.Failed:
                return FailAsync(report.Failed.Kind, report.Failed.Message);
            default:
                return ledger.GetAsync(id, CancellationToken.None);
        }
    }

    /// <summary>A worker was lost: another one follows after a pause that grows, unless too many came no further.</summary>
    private async Task<Run> ReplaceAsync(string message, CancellationToken stopping)
    {
        var words = _folder.ReadLastWords();
        Log.WorkerLost(log, id, message, words);
        if (_fruitless++ >= options.FruitlessRestarts)
            return await SignalAsync(RunSignal.LostForGood, message, run => run.Failure = new RunFailure
            {
                Kind = RunFailureKind.LostWorker,
                Message = $"{message}, {_fruitless} times without getting further; its last words: {(words.Length > 0 ? words : "none")}",
            }).ConfigureAwait(false);
        await SignalAsync(RunSignal.Lost, message + "; another one goes on", run => run.Restarts++).ConfigureAwait(false);
        return await PauseAsync(PauseBefore(_fruitless), stopping).ConfigureAwait(false);
    }

    /// <summary>A full disk is nobody's fault who trains: the run goes on from its last checkpoint when there is room again.</summary>
    private async Task<Run> WaitForRoomAsync(CancellationToken stopping)
    {
        await SignalAsync(RunSignal.Lost, $"its disk is full; it goes on when there is room at {_folder.Path}", run => run.Restarts++).ConfigureAwait(false);
        return await PauseAsync(LongestPause, stopping).ConfigureAwait(false);
    }

    private async Task<Run> PauseAsync(TimeSpan pause, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, _cancelled.Token);
        await Task.Delay(pause, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await ledger.GetAsync(id, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Four times as long after every worker that came no further, so that a broken machine is not kept busy with starting.</summary>
    private TimeSpan PauseBefore(int restart) => TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, options.RestartPause.TotalSeconds * Math.Pow(4, restart - 1)));

    private async Task<Run> RegisterAsync(Run run, CancellationToken stopping)
    {
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, _cancelled.Token);
            var version = await handover.RegisterAsync(run, _folder, end.Token).ConfigureAwait(false);
            return await SignalAsync(RunSignal.Registered, $"registered as {version.Model} version {version.Number}", kept =>
            {
                kept.VersionDigest = version.Digest;
                kept.VersionNumber = version.Number;
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return await ledger.GetAsync(id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RegistryExchangeException refused)
        {
            return await FailAsync(RunFailureKind.NotRegistered, refused.Message, RunSignal.NotRegistered).ConfigureAwait(false);
        }
    }

    private Task<Run> FailAsync(RunFailureKind kind, string message, RunSignal signal = RunSignal.Faulted) =>
        SignalAsync(signal, message, run => run.Failure = new RunFailure { Kind = kind, Message = message });

    private async Task<Run> SignalAsync(RunSignal signal, string message, Action<Run>? change = null, CurvePoint? point = null)
    {
        var (run, moved) = await ledger.ApplyAsync(id, signal, message, change, point).ConfigureAwait(false);
        if (!moved) Log.SignalIgnored(log, id, signal, RunTable.StageOf(run));
        return run;
    }

    private WorkerOrder OrderOf(Run run, string dataset, string parentWeights) => new()
    {
        RunId = id,
        Spec = run.Spec,
        DatasetPath = dataset,
        ParentWeightsPath = parentWeights,
        CheckpointInterval = options.CheckpointInterval.ToDuration(),
        ReportInterval = options.ReportInterval.ToDuration(),
        HeldOutInterval = options.HeldOutInterval.ToDuration(),
    };

    private TimeSpan? Remaining(Run run) =>
        run.Spec.Deadline is { } limit ? limit.ToTimeSpan() - (time.GetUtcNow() - run.StartedAt.ToDateTimeOffset()) : null;

    private static string DeadlineText(Run run) => $"its deadline of {run.Spec.Deadline.ToTimeSpan()} passed at step {run.Step} of {run.TotalSteps}; allow more time or fewer steps";

    private static void Put(Run run, WorkerProgress progress)
    {
        run.Step = progress.Step;
        run.TotalSteps = progress.TotalSteps;
        run.TrainingSeconds = progress.TrainingSeconds;
        run.Metrics.MergeFrom(progress.Values);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, EventName = "worker_started", Level = LogLevel.Debug, Message = "{Run}: worker {Process} started")]
        public static partial void WorkerStarted(ILogger log, string run, int process);

        [LoggerMessage(EventId = 2, EventName = "worker_ended", Level = LogLevel.Debug, Message = "{Run}: worker {Process} ended, exit code {Code}")]
        public static partial void WorkerEnded(ILogger log, string run, int process, int code);

        [LoggerMessage(EventId = 3, EventName = "worker_lost", Level = LogLevel.Warning, Message = "{Run}: {Reason}. Its last words: {Words}")]
        public static partial void WorkerLost(ILogger log, string run, string reason, string words);

        [LoggerMessage(EventId = 4, EventName = "signal_ignored", Level = LogLevel.Debug, Message = "{Run}: {Signal} must not come while {Stage}; ignored")]
        public static partial void SignalIgnored(ILogger log, string run, RunSignal signal, RunStage stage);
    }
}
