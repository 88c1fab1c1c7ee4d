using System.Collections.Concurrent;
using System.Globalization;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Runtime;

/// <summary>
/// The network proposes, the checker disposes: no path leaves unchecked. A* runs beside the network, gives the optimal cost and answers where the
/// network does not, or where its path costs too much more. Large maps are planned coarse to fine. When the network may stop is decided without looking at A*.
/// A planner that is kept answers further starts to a goal it knows from the policy it has, without a step, and goes on from where it stood when the map
/// has changed a little. Safe for several threads.
/// </summary>
/// <param name="solver">A planner model's solver, which stays the caller's; null: A* alone answers.</param>
public sealed class PathPlanner(RecursiveSolver? solver, TimeProvider? time = null)
{
    /// <summary>
    /// Cells up to which a map is asked about in one piece: as many as planners see in training. Beyond, paths put together of windows are the cheaper
    /// ones, and sooner found.
    /// </summary>
    public const int UsualNetworkCells = 48 * 48;

    /// <summary>Cells up to which the network can be asked about a map in one piece at all; so it is where windows will not do.</summary>
    public const int MaxNetworkCells = 128 * 128;

    // Up to this side the model's own number of steps is taken, beyond it in proportion: a policy spreads from the goal step by step.
    private const int UsualSide = 32;

    // A search keeps some 30 bytes a cell: those of large maps are not worth keeping.
    private const int KeptSearchCells = 1 << 20;

    private readonly Proposer? _network = solver is null ? null : new(solver, time ?? TimeProvider.System);
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ConcurrentBag<AStar> _searches = [];

    /// <summary>How a network is asked for a path: a valid one is final when one of the same cost comes again, when two further steps have not bettered it, or when the halt head believes in it.</summary>
    public static SolveOptions ProposalOptions { get; } = new() { SettleSteps = 2, MaxViews = 1 };

    /// <summary>Supervision steps for a map: the model's own limit up to 32 cells a side, in proportion beyond.</summary>
    public static int StepsFor(int modelSteps, int width, int height) => modelSteps * Math.Max(1, (Math.Max(width, height) + UsualSide - 1) / UsualSide);

    /// <summary>Plans.</summary>
    /// <param name="map">The map as uploaded; inflated here by the footprint.</param>
    /// <param name="start">May lie anywhere: outside the map is an answer, not a fault.</param>
    /// <param name="goal">Likewise.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="onStep">Told every step's checked path, on a large map every better one, where its cost is allowed, while it computes, on this thread.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public PlanOutcome Plan(
        CostMap map, Cell start, Cell goal, PlanOptions? options = null, Action<PlanOutcome>? onStep = null, CancellationToken cancellation = default)
    {
        options ??= new PlanOptions();
        var began = _time.GetTimestamp();
        using var deadline = options.TimeLimit is { } limit ? new CancellationTokenSource(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, _time) : null;
        using var either = deadline is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        var stop = either?.Token ?? cancellation;

        // :: Step 1: what the robot's centre may enter.
        var inflated = options.FootprintRadiusM > 0 ? Inflation.Inflate(map, options.FootprintRadiusM) : map;
        var query = new PathQuery(inflated, start, goal, options.UnknownIsFree);
        if (query.Check() is var refused and not Nav2Error.None)
            return None(refused, began);

        // :: Step 2: A*, which knows whether there is a path at all, and what the best one costs.
        var optimal = Search(query, out var error, stop, cancellation);
        if (optimal is null)
            return None(error, began);
        var searched = _time.GetElapsedTime(began);

        // :: Step 3: the network, within what time is left.
        var reason = _network is null ? "no model is loaded: A* answers" : _network.WhyNotAsked(inflated, options);
        Proposal? proposal = null;
        if (_network is not null && reason.Length == 0)
        {
            if (_network.Remembered(query, options) is { } known && options.Allows(known.Cost, optimal.Cost))
                return Found(PlannerKind.Trm, query, map, known, optimal.Cost, null, began) with { AStarElapsed = searched };
            proposal = _network.Propose(query, options, optimal.Cost, onStep is null ? null : Tell, stop);
            cancellation.ThrowIfCancellationRequested();
            if (proposal.Answer is { } answer && options.Allows(answer.Cost, optimal.Cost))
                return Found(PlannerKind.Trm, query, map, answer, optimal.Cost, proposal, began) with { AStarElapsed = searched };
            reason = WhyNotTaken(proposal, optimal.Cost, options, stop.IsCancellationRequested);
        }

        // :: Step 4: the fallback.
        return Found(PlannerKind.AStar, query, map, optimal, optimal.Cost, proposal, began) with { Message = reason, AStarElapsed = searched };

        void Tell(Proposal soFar)
        {
            if (soFar.Answer is { } answer && options.Allows(answer.Cost, optimal.Cost))
                onStep(Outcome(PlannerKind.Trm, answer, optimal.Cost, began) with { Steps = soFar.Steps, Views = soFar.Views, Windows = soFar.Windows, HaltLogit = soFar.HaltLogit });
        }
    }

    private PathAnswer? Search(PathQuery query, out Nav2Error error, CancellationToken stop, CancellationToken cancellation)
    {
        var search = _searches.TryTake(out var idle) ? idle : new AStar();
        try
        {
            return search.Find(query, out error, stop);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            error = Nav2Error.Timeout;
            return null;
        }
        finally
        {
            if (query.Map.Cells.Length <= KeptSearchCells)
                _searches.Add(search);
        }
    }

    private static string WhyNotTaken(Proposal proposal, double optimalCost, PlanOptions options, bool late) => proposal.Answer is { } answer
        ? string.Create(CultureInfo.InvariantCulture, $"the network's best path costs {(answer.Cost / optimalCost) - 1:0.0 %} more than the least possible, {options.MaxGap:0.0 %} are allowed: A* answers")
        : $"the network found no valid path in {proposal.Steps} steps{(late ? ", the time being up" : "")}: A* answers";

    private PlanOutcome Found(
        PlannerKind planner, PathQuery query, CostMap map, PathAnswer answer, double optimalCost, Proposal? proposal, long began)
    {
        // Whoever made it, it is checked here, at the door.
        var path = answer.Cells as Cell[] ?? [.. answer.Cells];
        if (PathChecker.Check(query, path) is { IsValid: false } report)
            throw new InvalidOperationException($"planning from {query.Start} to {query.Goal}: {planner} gave a path that the checker refuses: {report.Faults[0]}");
        return Outcome(planner, answer, optimalCost, began) with
        {
            MinClearanceM = PathChecker.ClearanceM(map, path),
            Steps = proposal?.Steps ?? 0,
            Views = proposal?.Views ?? 0,
            Windows = proposal?.Windows ?? 0,
            Warm = proposal?.Warm ?? false,
            HaltLogit = proposal?.HaltLogit ?? float.NaN,
            NetworkElapsed = proposal?.Elapsed ?? TimeSpan.Zero,
        };
    }

    private PlanOutcome Outcome(PlannerKind planner, PathAnswer answer, double optimalCost, long began) => new()
    {
        Planner = planner,
        Error = Nav2Error.None,
        Path = answer.Cells,
        LengthM = answer.LengthM,
        Cost = answer.Cost,
        OptimalCost = optimalCost,
        Elapsed = _time.GetElapsedTime(began),
    };

    private PlanOutcome None(Nav2Error error, long began) => new()
    {
        Planner = PlannerKind.None,
        Error = error,
        Elapsed = _time.GetElapsedTime(began),
        Message = error switch
        {
            Nav2Error.StartOutsideMap => "the start lies outside the map",
            Nav2Error.GoalOutsideMap => "the goal lies outside the map",
            Nav2Error.StartOccupied => "the start is occupied, or nearer to an obstacle than the footprint allows",
            Nav2Error.GoalOccupied => "the goal is occupied, or nearer to an obstacle than the footprint allows",
            Nav2Error.NoValidPath => "no path leads from the start to the goal",
            Nav2Error.Timeout => "the time was up before there was a checked path",
            _ => error.ToString(),
        },
    };
}
