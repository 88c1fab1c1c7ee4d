using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Evaluation.Suites;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;
using Trm.Grid.Runtime;
using Message = Trm.Grid.Contracts.V1.Evaluation;

namespace Trm.Grid.Evaluation.Runs;

/// <summary>Measures one evaluation at a time, so that one's load does not spoil another's times. Takes up after a restart what was running before.</summary>
internal sealed partial class EvaluationQueue(
    EvaluationLedger ledger, SuiteReader suites, RegistryClient registry, GridChannels channels, TimeProvider time, ILogger<EvaluationQueue> log) : BackgroundService
{
    private static readonly TimeSpan Report = TimeSpan.FromMilliseconds(500);
    private readonly SemaphoreSlim _changed = new(0);
    private readonly Lock _gate = new();
    private (string Id, CancellationTokenSource Stop)? _running;

    /// <summary>One was queued.</summary>
    public void Wake() => _changed.Release();

    /// <summary>Lets a cancellation reach the measurement.</summary>
    public void Cancel(string id)
    {
        lock (_gate)
            if (_running is { } running && running.Id == id)
                running.Stop.Cancel();
    }

    public override void Dispose()
    {
        base.Dispose();
        _changed.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                if (await ledger.NextAsync(stoppingToken).ConfigureAwait(false) is { } next)
                    await RunAsync(next.Id, stoppingToken).ConfigureAwait(false);
                else
                    await _changed.WaitAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What runs stays as it is; the next start takes it up.
        }
    }

    private async Task RunAsync(string id, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        lock (_gate)
            _running = (id, stop);
        try
        {
            var (evaluation, moved) = await ledger.ApplyAsync(id, EvaluationSignal.Taken, cancellation: stopping).ConfigureAwait(false);
            if (moved)
                await MeasureAsync(evaluation, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            // Cancelled by its caller: the ledger says so already.
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.EvaluationBroke(log, id, fault);
            await ledger.ApplyAsync(id, EvaluationSignal.Faulted, failed => failed.Failure = fault.Message, stopping).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
                _running = null;
        }
    }

    private async Task MeasureAsync(Message evaluation, CancellationToken stop)
    {
        var precision = SuiteCheck.PrecisionOf(await ledger.PrecisionAsync(evaluation.Id, stop).ConfigureAwait(false));
        var own = await MeasureAsync(evaluation, Digest.Parse(evaluation.VersionDigest), precision, 0, stop).ConfigureAwait(false);
        var baseline = evaluation.BaselineDigest.Length == 0
            ? null
            : await MeasureAsync(evaluation, Digest.Parse(evaluation.BaselineDigest), precision, evaluation.Count, stop).ConfigureAwait(false);
        var ended = time.GetUtcNow().ToTimestamp();
        // Attached before the evaluation is told to have succeeded: whoever sees success can use it as proof.
        await channels.Registry.AttachEvaluationAsync(new()
        {
            VersionDigest = evaluation.VersionDigest,
            Outcome = Outcome(evaluation, own, baseline, ended),
        }, cancellationToken: stop).ConfigureAwait(false);
        await ledger.ApplyAsync(evaluation.Id, EvaluationSignal.Finished, done =>
        {
            (done.Done, done.EndedAt) = (done.Count, ended);
            done.Metrics.Add(own.Metrics);
            done.ByStep.Add(own.ByStep);
            if (baseline is not null)
                done.BaselineMetrics.Add(baseline.Metrics);
        }, stop).ConfigureAwait(false);
    }

    private async Task<Measurement> MeasureAsync(Message evaluation, Digest version, Precision precision, ulong before, CancellationToken stop)
    {
        var pulled = await registry.PullAsync(ModelReference.Of(version), cancellationToken: stop).ConfigureAwait(false);
        var instances = await suites.ReadAsync(evaluation.Suite, pulled.Package.Manifest.Task, stop).ConfigureAwait(false);
        using var model = StepModel.Load(pulled.Package.FileOf(precision == Precision.Int8 ? Roles.OnnxInt8 : Roles.OnnxFp32));
        var reported = time.GetTimestamp();
        // Off the scheduler's threads: a measurement computes for minutes without a pause.
        return await Task.Factory.StartNew(() => instances.Measure(model, evaluation.Suite, Progress, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);

        void Progress(int done)
        {
            if (time.GetElapsedTime(reported) < Report)
                return;
            reported = time.GetTimestamp();
            var total = evaluation.BaselineDigest.Length == 0 ? (ulong)done : (before + (ulong)done) / 2;
            ledger.ApplyAsync(evaluation.Id, EvaluationSignal.Progressed, running => running.Done = total, stop).GetAwaiter().GetResult();
        }
    }

    private static EvaluationOutcome Outcome(Message evaluation, Measurement own, Measurement? baseline, Timestamp ended)
    {
        var outcome = new EvaluationOutcome
        {
            EvaluationId = evaluation.Id,
            Suite = SuiteReader.NameOf(evaluation.Suite),
            Count = evaluation.Count,
            EndedAt = ended,
            BaselineDigest = evaluation.BaselineDigest,
        };
        outcome.Metrics.Add(own.Metrics);
        if (baseline is not null)
            outcome.BaselineMetrics.Add(baseline.Metrics);
        return outcome;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, EventName = "evaluation_broke", Level = LogLevel.Error, Message = "{Evaluation}: could not be measured")]
        public static partial void EvaluationBroke(ILogger log, string evaluation, Exception fault);
    }
}
