using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Boards;
using Trm.Grid.Edge.Gpio;
using Trm.Grid.Edge.Results;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Edge.Trials;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Trips;
using Trm.Grid.Runtime.Wire;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Edge.Planning;

/// <summary>Answers the robot: one question at a time, each answer in the spool before it leaves.</summary>
internal sealed class PlanDesk(MapStore maps, ActiveModel model, PathSigner signer, ResultSpool spool, Signal spooled, LatencyHistogram latencies, TimeProvider clock) : IDisposable
{
    /// <summary>Questions that may wait; a robot that asks faster than the board answers is told so.</summary>
    private const int MostWaiting = 16;

    /// <summary>A path in a report is left out when the report would be larger than this.</summary>
    private const int LargestReport = 1 << 20;

    /// <summary>Enough for A* on most maps: a path that is late is better than none.</summary>
    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(1);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly PathPlanner _withoutModel = new(null);
    private int _waiting;

    /// <summary>Told of every question that was answered, after the answer is in the spool.</summary>
    public Action<PlanSample>? Answered { get; init; }

    /// <summary>While it is pressed no plan leaves.</summary>
    public EmergencyStop Stop { get; init; } = new();

    /// <exception cref="PlanRefusedException">MAP_NOT_FOUND, OVERLOADED, INVALID_REQUEST, EMERGENCY_STOP.</exception>
    public async Task<PlanAnswer> AskAsync(string mapDigest, PlanQuery query, Action<Plan>? better, CancellationToken cancel)
    {
        Require(query);
        RequireReleased();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, Stop.Pressed);
        try
        {
            var answer = await TakeTurnAsync(mapDigest, query, better is null ? null : p => PassUnlessStopped(p, better), either.Token);
            RequireReleased();
            return answer;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested && either.IsCancellationRequested)
        {
            throw Withheld();
        }
    }

    /// <summary>Whether a path from outside may be driven.</summary>
    /// <exception cref="PlanRefusedException">MAP_NOT_FOUND, INVALID_REQUEST.</exception>
    public IsPathValidResponse Check(IsPathValidRequest request)
    {
        if (string.Join("; ", TripWire.Faults(request).Select(f => $"{f.Field}: {f.Expected}")) is { Length: > 0 } faults)
            throw new PlanRefusedException(ErrorReason.InvalidRequest, $"checking a path: {faults}");
        var map = maps.Find(request.MapDigest, TripWire.ToFootprint(request.Footprint)?.CircumscribedM ?? request.FootprintRadiusM, clock)
            ?? throw new PlanRefusedException(ErrorReason.MapNotFound, $"checking a path on map '{request.MapDigest}': it is not here; load it first");
        var blocked = LinePath.Blocked(map, TripWire.ToPlaces(request.Path, map), request.AllowUnknown);
        return new IsPathValidResponse { Valid = blocked.Count == 0, InvalidIndices = { blocked.Select(index => (uint)index) } };
    }

    public void Dispose()
    {
        _turn.Dispose();
        signer.Dispose();
    }

    private async Task<PlanAnswer> TakeTurnAsync(string mapDigest, PlanQuery query, Action<Plan>? better, CancellationToken cancel)
    {
        var asked = clock.GetTimestamp();
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new PlanRefusedException(ErrorReason.Overloaded, $"planning: {MostWaiting} questions wait already; ask again when one is answered");
        }
        try
        {
            await _turn.WaitAsync(cancel);
            try
            {
                return await Task.Run(() => Answer(mapDigest, query, asked, better, cancel), cancel);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private void PassUnlessStopped(Plan plan, Action<Plan> better)
    {
        if (!Stop.IsPressed)
            better(plan);
    }

    private void RequireReleased()
    {
        if (Stop.IsPressed)
            throw Withheld();
    }

    private static PlanRefusedException Withheld() =>
        new(ErrorReason.EmergencyStop, "planning: the emergency stop is pressed, or cannot be read; no plan leaves until it is released");

    private PlanAnswer Answer(string mapDigest, PlanQuery query, long asked, Action<Plan>? better, CancellationToken cancel)
    {
        var begun = clock.GetTimestamp();
        // The store keeps inflated maps: the planner need not do it again for every question.
        var map = Grown(query.FootprintRadiusM);
        var (trip, options) = (TripWire.ToTrip(query, map), PlanWire.ToOptions(query));
        // The robot waits since it asked, not since it was its turn.
        if (options.TimeLimit is { } limit)
            options = options with { TimeLimit = limit - clock.GetElapsedTime(asked) is var left && left > LeastTime ? left : LeastTime };
        var held = model.Hold();
        try
        {
            var outcome = TripWire.IsInMapFrame(query)
                ? new TripPlanner(held?.Planner ?? _withoutModel).Plan(Grown, trip, options, better is null ? null : o => better(MessageOf(o)), cancel)
                : TripWire.UnknownFrame(query);
            latencies.Add(clock.GetElapsedTime(begun));
            var answer = Keep(new PlanResult { Query = query, Plan = MessageOf(outcome) }, map);
            // Another model is put the same question on the same ground: only what is one path can be compared.
            if (trip.IsPlain && outcome.Error != Nav2Error.TransformError)
                Answered?.Invoke(new PlanSample(mapDigest, query, map, trip.Start, trip.Goal, options with { FootprintRadiusM = 0 }, held?.Digest ?? "", outcome));
            return answer;
        }
        finally
        {
            held?.Release();
        }

        CostMap Grown(double radiusM) => maps.Find(mapDigest, radiusM, clock)
            ?? throw new PlanRefusedException(ErrorReason.MapNotFound, $"planning on map '{mapDigest}': it is not here; load it first");

        Plan MessageOf(PlanOutcome outcome)
        {
            var plan = PlanWire.ToMessage(outcome, map, held?.Digest ?? "");
            plan.MapDigest = mapDigest;
            return plan;
        }
    }

    private PlanAnswer Keep(PlanResult result, CostMap map)
    {
        var now = clock.GetUtcNow();
        (result.Id, result.PlannedAt) = (Guid.CreateVersion7(now).ToString("n"), now.ToTimestamp());
        result.Certificate = signer.Sign(result, map);
        var answer = new PlanAnswer(result.Id, result.Plan, result.Certificate);
        if (result.CalculateSize() > LargestReport)
            result.Certificate = ByteString.Empty;
        if (result.CalculateSize() > LargestReport)
        {
            var plan = result.Plan;
            result.Plan = plan.Clone();
            result.Plan.Message = $"{plan.Path.Count} points of the path left out of the report";
            result.Plan.Path.Clear();
        }
        CrashPoint.Reach(CrashLine.PlanFound);
        spool.Append(result);
        spooled.Set();
        CrashPoint.Reach(CrashLine.PlanSpooled);
        return answer;
    }

    private static void Require(PlanQuery query)
    {
        var faults = string.Join("; ", PlanWire.Faults(query).Select(f => $"{f.Field}: {f.Expected}"));
        if (faults.Length > 0)
            throw new PlanRefusedException(ErrorReason.InvalidRequest, $"planning: {faults}");
    }
}
