using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Training.Runs;

/// <summary>All runs and what happened to them. Whatever moves a run goes through <see cref="ApplyAsync"/>, in one transaction with its event.</summary>
internal sealed class RunLedger([FromKeyedServices(GridRoles.Training)] IStateStore store, TimeProvider time)
{
    private const string List = "runs";
    private const string Living = "living";

    // A second apart, and each tells all that the ones before it told: a run of weeks would have a million of them. Its curve is kept apart.
    private const int EventsKept = 1000;
    private static readonly Table<Run> Runs = new("runs", Run.Parser);
    private static readonly RequestIds<SubmitRunRequest> Requests = new("SubmitRun", SubmitRunRequest.Parser);

    /// <summary>Queues the run, or finds the one that this request made before.</summary>
    /// <param name="request">As it came.</param>
    /// <param name="spec">The specification with what the request left open.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<Run> SubmitAsync(SubmitRunRequest request, RunSpec spec, CancellationToken cancellation) => store.WriteAsync(state =>
    {
        if (Requests.Known(state, request.RequestId, request) is { } known)
            return Require(state, known);
        var now = time.GetUtcNow();
        var run = new Run { Id = RunIds.New(now), Spec = spec, CreatedAt = now.ToTimestamp(), TotalSteps = spec.Steps };
        RunTable.Put(run, RunStage.Queued);
        Requests.Remember(state, request.RequestId, request, run.Id);
        state.Put(Living, run.Id, []);
        Keep(state, run, now, "queued");
        return run;
    }, cancellation);

    /// <summary>The run that this request made before; null where its id is new.</summary>
    public Task<Run?> KnownAsync(SubmitRunRequest request, CancellationToken cancellation) =>
        store.ReadAsync(state => Requests.Known(state, request.RequestId, request) is { } id ? Runs.Get(state, id) : null, cancellation);

    /// <exception cref="GridException">RUN_NOT_FOUND.</exception>
    public Task<Run> GetAsync(string id, CancellationToken cancellation) => store.ReadAsync(state => Require(state, id), cancellation);

    /// <summary>One page, newest first, and the token of the next; empty on the last page.</summary>
    public Task<(IReadOnlyList<Run> Runs, string Next)> ListAsync(string token, uint asked, CancellationToken cancellation)
    {
        var (after, size) = (Cursor.Read(List, token), Cursor.PageSize(asked));
        return store.ReadAsync(state =>
        {
            var page = Runs.List(state, after: after, limit: size + 1, descending: true);
            IReadOnlyList<Run> runs = [.. page.Take(size).Select(record => record.Value)];
            return (runs, page.Count > size ? Cursor.Of(List, runs[^1].Id) : "");
        }, cancellation);
    }

    /// <summary>Runs that have not ended, oldest first.</summary>
    public Task<IReadOnlyList<Run>> LivingAsync(CancellationToken cancellation) => store.ReadAsync<IReadOnlyList<Run>>(
        state => [.. state.List(Living, "", null, int.MaxValue).Select(record => Require(state, record.Key))], cancellation);

    /// <summary>Moves a run as <see cref="RunTable"/> says and tells its watchers.</summary>
    /// <param name="change">What else the signal changes; not called where the signal must not come.</param>
    /// <param name="message">One line for people; may be empty.</param>
    /// <param name="point">Goes onto the run's curve.</param>
    /// <returns>The run as it stands now, and whether the signal was one that may come.</returns>
    /// <exception cref="GridException">RUN_NOT_FOUND.</exception>
    public Task<(Run Run, bool Moved)> ApplyAsync(
        string id, RunSignal signal, string message = "", Action<Run>? change = null, CurvePoint? point = null, CancellationToken cancellation = default) =>
        store.WriteAsync(state =>
        {
            var run = Require(state, id);
            if (RunTable.After(RunTable.StageOf(run), signal) is not { } next)
                return (run, false);
            if (run.State == RunState.Cancelled)
                return (run, true);
            var now = time.GetUtcNow();
            RunTable.Put(run, next);
            change?.Invoke(run);
            if (RunTable.HasEnded(next))
            {
                run.EndedAt = now.ToTimestamp();
                state.Delete(Living, id);
            }
            if (run.State != RunState.Failed)
                run.Failure = null;
            if (point is not null)
                Points(id).Append(state, point);
            Keep(state, run, now, message);
            return (run, true);
        }, cancellation);

    /// <summary>Everything behind a cursor, then what comes, until the run has ended.</summary>
    /// <exception cref="GridException">RUN_NOT_FOUND, INVALID_CURSOR.</exception>
    public async IAsyncEnumerable<RunEvent> WatchAsync(string id, string cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var after = Cursor.ReadSequence(EventsOf(id), cursor);
        var (run, last) = await store.ReadAsync(state => (Require(state, id), Events(id).LastSequence(state)), cancellation).ConfigureAwait(false);
        if (after > last)
            throw new GridException(ErrorReason.InvalidCursor, $"watching run {id}: the cursor lies behind its last event; begin again without one");
        if (after == last && RunTable.HasEnded(RunTable.StageOf(run)))
            yield break;
        await foreach (var (sequence, entry) in Events(id).WatchAsync(store, after, cancellation).ConfigureAwait(false))
        {
            entry.Cursor = Cursor.Of(EventsOf(id), sequence);
            yield return entry;
            if (RunTable.HasEnded(RunTable.StageOf(entry.Run)))
                yield break;
        }
    }

    /// <summary>The curve in whole.</summary>
    /// <exception cref="GridException">RUN_NOT_FOUND.</exception>
    public Task<List<CurvePoint>> CurveAsync(string id, CancellationToken cancellation) => store.ReadAsync(state =>
    {
        Require(state, id);
        return Curve.Join(Points(id).Read(state, 0, int.MaxValue).Select(record => record.Value));
    }, cancellation);

    private static void Keep(IStateTransaction state, Run run, DateTimeOffset now, string message)
    {
        Runs.Put(state, run.Id, run);
        Events(run.Id).AppendNews(state, new RunEvent { At = now.ToTimestamp(), Run = run, Message = message }, EventsKept);
    }

    private static Run Require(IStateTransaction state, string id) => Runs.Get(state, id.Length > 0 ? id : "-")
        ?? throw new GridException(ErrorReason.RunNotFound, $"no run has the id '{id}'; ListRuns names them all");

    private static string EventsOf(string id) => "run/" + id;

    private static Journal<RunEvent> Events(string id) => new(EventsOf(id), RunEvent.Parser);

    private static Journal<CurvePoint> Points(string id) => new("curve/" + id, CurvePoint.Parser);
}
