using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Message = Trm.Grid.Contracts.V1.Evaluation;

namespace Trm.Grid.Evaluation.Runs;

/// <summary>All evaluations and what happened to them. Whatever moves one goes through <see cref="ApplyAsync"/>, in one transaction with its event.</summary>
internal sealed class EvaluationLedger([FromKeyedServices(GridRoles.Evaluation)] IStateStore store, TimeProvider time)
{
    private const string List = "evaluations";
    private const string Living = "living";
    private const string Begun = "begun";

    // A queue that one measurement at a time would not work off in a day is a mistake of its caller.
    private const int MostLiving = 1000;

    // Each event tells all that the ones before it told: half a second apart, they would be thousands.
    private const int EventsKept = 1000;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);
    private static readonly Table<Message> Evaluations = new("evaluations", Message.Parser);
    private static readonly Table<Message> Measured = new("measured", Message.Parser);
    private static readonly Table<StartEvaluationRequest> Asked = new("asked", StartEvaluationRequest.Parser);
    private static readonly RequestIds<StartEvaluationRequest> Requests = new("StartEvaluation", StartEvaluationRequest.Parser);

    /// <summary>The evaluation that this request made before; null where its id is new.</summary>
    public Task<Message?> KnownAsync(StartEvaluationRequest request, CancellationToken cancellation) =>
        store.ReadAsync(state => Requests.Known(state, request.RequestId, request) is { } id ? Evaluations.Get(state, id) : null, cancellation);

    /// <summary>Queues an evaluation, or finds the one that this request made before.</summary>
    /// <exception cref="GridException">OVERLOADED, REQUEST_ID_REUSED.</exception>
    public Task<Message> StartAsync(StartEvaluationRequest request, ModelVersion version, int count, CancellationToken cancellation) => store.WriteAsync(state =>
    {
        if (Requests.Known(state, request.RequestId, request) is { } known)
            return Require(state, known);
        if (state.List(Living, "", null, MostLiving).Count == MostLiving)
            throw new GridException(ErrorReason.Overloaded, $"starting an evaluation: {MostLiving} have not ended, which is all this service takes; wait for some or cancel them") { RetryAfter = RetryAfter };
        var now = time.GetUtcNow();
        var evaluation = new Message
        {
            Id = "eval-" + Guid.CreateVersion7(now).ToString("n"),
            Model = version.Model,
            VersionDigest = version.Digest,
            BaselineDigest = request.BaselineDigest,
            Suite = request.Suite,
            State = EvaluationState.Queued,
            CreatedAt = now.ToTimestamp(),
            Count = (ulong)count,
        };
        Requests.Remember(state, request.RequestId, request, evaluation.Id);
        Asked.Put(state, evaluation.Id, request);
        state.Put(Living, evaluation.Id, []);
        Keep(state, evaluation);
        return evaluation;
    }, cancellation);

    /// <exception cref="GridException">EVALUATION_NOT_FOUND.</exception>
    public Task<Message> GetAsync(string id, CancellationToken cancellation) => store.ReadAsync(state => Require(state, id), cancellation);

    /// <summary>The precision that was asked for.</summary>
    public Task<string> PrecisionAsync(string id, CancellationToken cancellation) => store.ReadAsync(state => Asked.Get(state, id)?.Precision ?? "", cancellation);

    /// <summary>An evaluation's figures where they were taken but not all told yet; null where it must be measured.</summary>
    public Task<Message?> MeasuredAsync(string id, CancellationToken cancellation) => store.ReadAsync(state => Measured.Get(state, id), cancellation);

    /// <summary>Keeps figures until the evaluation has ended.</summary>
    public Task<Message> KeepMeasuredAsync(Message measured, CancellationToken cancellation) => store.WriteAsync(state =>
    {
        Measured.Put(state, measured.Id, measured);
        return measured;
    }, cancellation);

    /// <summary>One page, newest first, and the token of the next; empty on the last page.</summary>
    public Task<(IReadOnlyList<Message> Evaluations, string Next)> ListAsync(string token, uint asked, CancellationToken cancellation)
    {
        var (after, size) = (Cursor.Read(List, token), Cursor.PageSize(asked));
        return store.ReadAsync(state =>
        {
            var page = Evaluations.List(state, after: after, limit: size + 1, descending: true);
            IReadOnlyList<Message> evaluations = [.. Cursor.Fitting(page.Select(record => record.Value), size, evaluation => evaluation)];
            return (evaluations, page.Count > evaluations.Count ? Cursor.Of(List, evaluations[^1].Id) : "");
        }, cancellation);
    }

    /// <summary>The oldest one that has not ended; null where all have.</summary>
    public Task<Message?> NextAsync(CancellationToken cancellation) => store.ReadAsync(
        state => state.List(Living, "", null, 1) is [var first, ..] ? Require(state, first.Key) : null, cancellation);

    /// <summary>Notes that an evaluation is being measured, until <see cref="LetGoAsync"/>. One that was never let go took the process with it.</summary>
    /// <returns>How often in a row that has happened.</returns>
    public Task<int> BeginAsync(string id, CancellationToken cancellation) => store.WriteAsync(state =>
    {
        var lost = state.Get(Begun, id) is { } kept ? BitConverter.ToInt32(kept) : 0;
        state.Put(Begun, id, BitConverter.GetBytes(lost + 1));
        return lost;
    }, cancellation);

    /// <summary>Whatever became of it, the process lives.</summary>
    public Task LetGoAsync(string id) => store.WriteAsync(state => state.Delete(Begun, id), CancellationToken.None);

    /// <summary>Moves an evaluation as <see cref="EvaluationTable"/> says and tells its watchers.</summary>
    /// <returns>The evaluation as it stands now, and whether the signal was one that may come.</returns>
    /// <exception cref="GridException">EVALUATION_NOT_FOUND.</exception>
    public Task<(Message Evaluation, bool Moved)> ApplyAsync(string id, EvaluationSignal signal, Action<Message>? change = null, CancellationToken cancellation = default) =>
        store.WriteAsync(state =>
        {
            var evaluation = Require(state, id);
            if (EvaluationTable.After(evaluation.State, signal) is not { } next)
                return (evaluation, false);
            evaluation.State = next;
            change?.Invoke(evaluation);
            if (EvaluationTable.HasEnded(next))
            {
                evaluation.EndedAt ??= time.GetUtcNow().ToTimestamp();
                state.Delete(Living, id);
                Measured.Delete(state, id);
            }
            Keep(state, evaluation);
            return (evaluation, true);
        }, cancellation);

    /// <summary>Everything behind a cursor, then what comes, until the evaluation has ended.</summary>
    /// <exception cref="GridException">EVALUATION_NOT_FOUND, INVALID_CURSOR.</exception>
    public async IAsyncEnumerable<(string Cursor, Message Evaluation)> WatchAsync(string id, string cursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var after = Cursor.ReadSequence(EventsOf(id), cursor);
        var (evaluation, last) = await store.ReadAsync(state => (Require(state, id), Events(id).LastSequence(state)), cancellation).ConfigureAwait(false);
        if (after > last)
            throw new GridException(ErrorReason.InvalidCursor, $"watching evaluation {id}: the cursor lies behind its last event; begin again without one");
        if (after == last && EvaluationTable.HasEnded(evaluation.State))
            yield break;
        await foreach (var (sequence, entry) in Events(id).WatchAsync(store, after, cancellation).ConfigureAwait(false))
        {
            yield return (Cursor.Of(EventsOf(id), sequence), entry);
            if (EvaluationTable.HasEnded(entry.State))
                yield break;
        }
    }

    private static void Keep(IStateTransaction state, Message evaluation)
    {
        Evaluations.Put(state, evaluation.Id, evaluation);
        Events(evaluation.Id).AppendNews(state, evaluation, EventsKept);
    }

    private static Message Require(IStateTransaction state, string id) => Evaluations.Get(state, id.Length > 0 ? id : "-")
        ?? throw new GridException(ErrorReason.EvaluationNotFound, $"no evaluation has the id '{id}'; ListEvaluations names them all");

    private static string EventsOf(string id) => "evaluation/" + id;

    private static Journal<Message> Events(string id) => new(EventsOf(id), Message.Parser);
}
