using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Trips;
using Trm.Grid.Runtime.Wire;
using Trm.Grid.Solving.Maps;
using Trm.Grid.Solving.Models;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Solving.Questions;

/// <summary>Answers path queries on uploaded maps.</summary>
internal sealed class PathDesk(ServedModels models, MapShelf maps, TimeProvider time)
{
    private readonly PathPlanner _search = new(null, time);

    /// <param name="request">Its question is a map's.</param>
    /// <param name="onStep">Told the checked path after every step, on a computing thread; null where nobody asks: then a policy found before will do.</param>
    /// <param name="cancellation">Ends the computation.</param>
    /// <param name="onLatents">Told what the latents decode to, before anything is answered; null where nobody asks.</param>
    /// <exception cref="GridException">MAP_NOT_FOUND, MODEL_NOT_SERVED, INVALID_REQUEST.</exception>
    public async Task<Answer> SolveAsync(SolveRequest request, Action<Answer>? onStep, CancellationToken cancellation, Action<StepLatents>? onLatents = null)
    {
        var query = request.Map.Query ?? new();
        if (PlanWire.Faults(query).ToList() is { Count: > 0 } faults)
            throw GridException.Invalid([.. faults.Select(fault => new FieldViolation("map." + fault.Field, fault.Expected))]);
        var map = await maps.FindAsync(request.Map.MapDigest, cancellation).ConfigureAwait(false);
        var model = await models.FindAsync(request.Model, [PlannerTask.Shape], cancellation).ConfigureAwait(false);
        var networkAlone = request is { HasAllowExact: true, AllowExact: false };
        if (networkAlone && model is null)
            throw new GridException(ErrorReason.ModelNotServed, "planning: no model of the task planner serves here and A* was not allowed; register a model or allow it");
        if (model is not null && onLatents is not null && LookedAt(map, query) is { } looked)
            Latents.Tell(model, looked, Math.Max(request.MaxSteps, query.MaxSteps), onLatents, cancellation);
        var options = PlanWire.ToOptions(query);
        if (request.MaxSteps > 0)
            options = options with { MaxSteps = (int)request.MaxSteps };
        if (request.MaxViews > 0)
            options = options with { MaxViews = (int)request.MaxViews };
        // Who wants nobody but the network takes what it has, unless a limit was named.
        if (networkAlone && !query.HasMaxGap)
            options = options with { MaxGap = double.PositiveInfinity };
        options = options with { ReusePolicy = onStep is null && options.MaxSteps is null };
        var outcome = TripWire.IsInMapFrame(query)
            ? new TripPlanner(model?.Planner ?? _search, time).Plan(
                radius => radius > 0 ? Inflation.Inflate(map, radius) : map, TripWire.ToTrip(query, map), options, onStep is null ? null : step => onStep(ToAnswer(step)), cancellation)
            : TripWire.UnknownFrame(query);
        return ToAnswer(networkAlone && outcome.Planner == Runtime.PlannerKind.AStar ? WithoutPath(outcome) : outcome);

        Answer ToAnswer(PlanOutcome plan) => new()
        {
            Plan = PlanWire.ToMessage(plan, map, model?.Digest.ToString() ?? ""),
            Solver = plan.Planner switch
            {
                Runtime.PlannerKind.Trm => SolverKind.Trm,
                Runtime.PlannerKind.AStar => SolverKind.Exact,
                _ => SolverKind.Unspecified,
            },
            Verified = plan.Verified,
            Steps = (uint)plan.Steps,
            Views = (uint)plan.Views,
            HaltLogit = float.IsNaN(plan.HaltLogit) ? 0 : plan.HaltLogit,
            Elapsed = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(plan.Elapsed),
            ModelDigest = model?.Digest.ToString() ?? "",
        };
    }

    /// <summary>What the network is asked; null where there is no question: the answer says why.</summary>
    private static PlanQuestion? LookedAt(CostMap map, PlanQuery query)
    {
        if (map.Cells.Length > PathPlanner.MaxNetworkCells)
            throw GridException.Invalid("map.map_digest", $"looking at latents: expected a map of at most {PathPlanner.MaxNetworkCells} cells, got {map.Width} x {map.Height}");
        var inflated = query.FootprintRadiusM > 0 ? Inflation.Inflate(map, query.FootprintRadiusM) : map;
        var asked = new PathQuery(inflated, PlanWire.StartOf(query, map), PlanWire.GoalOf(query, map), query.AllowUnknown);
        return asked.Check() == Nav2Error.None ? new(asked) : null;
    }

    private static PlanOutcome WithoutPath(PlanOutcome outcome) => new()
    {
        Planner = Runtime.PlannerKind.None,
        Error = Nav2Error.Unknown,
        Message = "the network gave no valid path and A*, which found one, was not allowed to answer",
        Steps = outcome.Steps,
        Views = outcome.Views,
        HaltLogit = outcome.HaltLogit,
        Elapsed = outcome.Elapsed,
    };
}
