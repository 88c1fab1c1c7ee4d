using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Evaluation.Comparing;
using Trm.Grid.Evaluation.Suites;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Measuring;
using Message = Trm.Grid.Contracts.V1.Evaluation;

namespace Trm.Grid.Evaluation.Runs;

/// <summary>Measures one evaluation at a time, so that one's load does not spoil another's times. Takes up after a restart what was running before.</summary>
internal sealed partial class EvaluationQueue(
    EvaluationLedger ledger, SuiteReader suites, RegistryClient registry, GridChannels channels, TimeProvider time, ILogger<EvaluationQueue> log) : BackgroundService
{
    private static readonly TimeSpan Report = TimeSpan.FromMilliseconds(500);

    // An evaluation that ends the process, for want of memory say, would else end it at every start.
    private const int MostLost = 3;

    // How long a registry that does not answer is left alone.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _changed = new(0);
    private readonly Lock _gate = new();
    private readonly HashSet<string> _unwritten = []; // let go, which the ledger does not know
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
                await TakeNextAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // Whatever breaks while the grid stops: what runs stays as it is, the next start takes it up.
        }
    }

    private async Task TakeNextAsync(CancellationToken stopping)
    {
        try
        {
            if (await ledger.NextAsync(stopping).ConfigureAwait(false) is { } next)
                await RunAsync(next.Id, stopping).ConfigureAwait(false);
            else
                await _changed.WaitAsync(stopping).ConfigureAwait(false);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // NOTE: an exception that left ExecuteAsync would end the whole grid.
            Log.EvaluationWaits(log, Pause, fault);
            await Task.Delay(Pause, time, stopping).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(string id, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        lock (_gate)
            _running = (id, stop);
        try
        {
            if (!_unwritten.Contains(id) && await ledger.BeginAsync(id, stopping).ConfigureAwait(false) is var lost and >= MostLost)
                throw new InvalidOperationException($"the process that measured it ended {lost} times in a row before it had done; is there memory enough for its largest instance? Start it again on fewer or smaller ones");
            var (evaluation, moved) = await ledger.ApplyAsync(id, EvaluationSignal.Taken, taken => taken.Done = 0, stopping).ConfigureAwait(false);
            if (moved)
                await MeasureAsync(evaluation, stop.Token).ConfigureAwait(false);
        }
        catch (Exception) when (stop.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            // Cancelled by its caller, as the ledger says already: a call that was under way breaks in its own way.
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested && !MayPass(fault))
        {
            if (fault is GridException)
                Log.EvaluationRefused(log, id, fault.Message);
            else
                Log.EvaluationBroke(log, id, fault);
            await ledger.ApplyAsync(id, EvaluationSignal.Faulted, failed => failed.Failure = WordsOf(fault), stopping).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
                _running = null;
            await LetGoAsync(id).ConfigureAwait(false);
        }
    }

    /// <summary>Where that cannot be written the process lives all the same: its next try is not the next one after a loss.</summary>
    private async Task LetGoAsync(string id)
    {
        try
        {
            await ledger.LetGoAsync(id).ConfigureAwait(false);
            _unwritten.Remove(id);
        }
        catch (Exception fault)
        {
            _unwritten.Add(id);
            Log.EvaluationWaits(log, Pause, fault);
        }
    }

    /// <summary>Whether the same work may succeed later, without anybody's doing. A service that stops cancels the calls it has open.</summary>
    private static bool MayPass(Exception fault) => fault switch
    {
        RpcException rpc => GridError.From(rpc) is { MayRepeat: true } or { Code: StatusCode.DeadlineExceeded or StatusCode.Cancelled },
        GridException grid => grid.Reason is ErrorReason.DependencyUnavailable or ErrorReason.DiskFull,
        _ when FaultMapping.IsDiskFull(fault) => true,
        _ => false,
    };

    private static string WordsOf(Exception fault) => fault is RpcException rpc ? GridError.From(rpc).Message : fault.Message;

    private async Task MeasureAsync(Message evaluation, CancellationToken stop)
    {
        // Kept before it is attached: a proof never changes, so that a restart in between must attach the same figures again.
        var measured = await ledger.MeasuredAsync(evaluation.Id, stop).ConfigureAwait(false)
            ?? await ledger.KeepMeasuredAsync(await CompareAsync(evaluation, stop).ConfigureAwait(false), stop).ConfigureAwait(false);
        var precision = SuiteCheck.PrecisionOf(await ledger.PrecisionAsync(evaluation.Id, stop).ConfigureAwait(false));
        // Attached before the evaluation is told to have succeeded: whoever sees success can use it as proof.
        await channels.Registry.AttachEvaluationAsync(new() { VersionDigest = evaluation.VersionDigest, Outcome = OutcomeOf(measured, precision) }, cancellationToken: stop).ConfigureAwait(false);
        await ledger.ApplyAsync(evaluation.Id, EvaluationSignal.Finished, done =>
        {
            (done.Done, done.EndedAt) = (done.Count, measured.EndedAt);
            done.Metrics.Add(measured.Metrics);
            done.BaselineMetrics.Add(measured.BaselineMetrics);
            done.Differences.Add(measured.Differences);
            done.ByStep.Add(measured.ByStep);
            done.VerifiedByStep.Add(measured.VerifiedByStep);
            done.BySource.Add(measured.BySource);
            done.ValidByStep.Add(measured.ValidByStep);
            done.OptimalByStep.Add(measured.OptimalByStep);
        }, stop).ConfigureAwait(false);
    }

    /// <summary>The evaluation with its figures, the baseline's on the same instances.</summary>
    private async Task<Message> CompareAsync(Message evaluation, CancellationToken stop)
    {
        var precision = SuiteCheck.PrecisionOf(await ledger.PrecisionAsync(evaluation.Id, stop).ConfigureAwait(false));
        var own = await MeasureAsync(evaluation, Digest.Parse(evaluation.VersionDigest), precision, 0, stop).ConfigureAwait(false);
        var baseline = evaluation.BaselineDigest.Length == 0
            ? null
            : await MeasureAsync(evaluation, Digest.Parse(evaluation.BaselineDigest), precision, evaluation.Count, stop).ConfigureAwait(false);
        var measured = evaluation.Clone();
        measured.EndedAt = time.GetUtcNow().ToTimestamp();
        measured.Metrics.Add(own.Metrics);
        measured.ByStep.Add(own.ByStep);
        measured.VerifiedByStep.Add(own.VerifiedByStep);
        measured.BySource.Add(own.BySource);
        measured.ValidByStep.Add(own.ValidByStep);
        measured.OptimalByStep.Add(own.OptimalByStep);
        if (baseline is not null)
        {
            measured.BaselineMetrics.Add(baseline.Metrics);
            measured.Differences.Add(PairedComparison.Of(own, baseline));
        }
        return measured;
    }

    private async Task<Measurement> MeasureAsync(Message evaluation, Digest version, Precision precision, ulong before, CancellationToken stop)
    {
        var pulled = await registry.PullAsync(ModelReference.Of(version), cancellationToken: stop).ConfigureAwait(false);
        var instances = await suites.ReadAsync(evaluation.Suite, pulled.Package.Manifest, stop).ConfigureAwait(false);
        var options = new RuntimeOptions { Threads = instances.SideBySide ? 1 : 0 };
        using var model = StepModel.Load(pulled.Package.FileOf(precision == Precision.Int8 ? Roles.OnnxInt8 : Roles.OnnxFp32), options).Knowing(pulled.Package);
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

    private static EvaluationOutcome OutcomeOf(Message measured, Precision precision) => new()
    {
        EvaluationId = measured.Id,
        Suite = SuiteReader.NameOf(measured.Suite, precision),
        Count = measured.Count,
        EndedAt = measured.EndedAt,
        BaselineDigest = measured.BaselineDigest,
        Metrics = { measured.Metrics },
        BaselineMetrics = { measured.BaselineMetrics },
        Differences = { measured.Differences },
        ByStep = { measured.ByStep },
        VerifiedByStep = { measured.VerifiedByStep },
    };

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, EventName = "evaluation_broke", Level = LogLevel.Error, Message = "{Evaluation}: could not be measured")]
        public static partial void EvaluationBroke(ILogger log, string evaluation, Exception fault);

        [LoggerMessage(EventId = 3, EventName = "evaluation_refused", Level = LogLevel.Information, Message = "{Evaluation}: {Reason}")]
        public static partial void EvaluationRefused(ILogger log, string evaluation, string reason);

        [LoggerMessage(EventId = 2, EventName = "evaluation_waits", Level = LogLevel.Warning, Message = "the next evaluation is tried again in {Pause}")]
        public static partial void EvaluationWaits(ILogger log, TimeSpan pause, Exception fault);
    }
}
