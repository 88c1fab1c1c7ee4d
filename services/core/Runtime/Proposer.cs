using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime.Large;

namespace Trm.Grid.Runtime;

/// <summary>Asks a planner network for a path: from what it remembers, in one piece, or coarse to fine. Safe for several threads.</summary>
internal sealed class Proposer
{
    private readonly RecursiveSolver _solver;
    private readonly TimeProvider _time;
    private readonly PolicyMemory _policies = new();

    /// <exception cref="ArgumentException">The model is for another task.</exception>
    public Proposer(RecursiveSolver solver, TimeProvider time)
    {
        var (wanted, shape) = (PlannerTask.Shape, solver.Model.Shape);
        if ((shape.Input, shape.Channels, shape.Classes) != (wanted.Input, wanted.Channels, wanted.Classes))
            throw new ArgumentException($"planning with a {shape.Task} model: expected {wanted.Channels} planes and {wanted.Classes} moves, got {shape}; choose a planner model");
        (_solver, _time) = (solver, time);
    }

    /// <summary>Why the network is not asked, in words; empty where it is.</summary>
    public string WhyNotAsked(CostMap map, PlanOptions options)
    {
        var shape = _solver.Model.Shape;
        if (!IsLarge(map, options))
            return Fits(shape, map) ? "" : $"the model is for maps of {shape.Width} x {shape.Height} cells, this one has {map.Width} x {map.Height}: A* answers";
        return options.CoarseToFine && shape is { Height: 0, Width: 0 } ? ""
            : $"the map's {map.Width} x {map.Height} cells are more than the {WholeCells(options)} the network is asked for: A* answers";
    }

    /// <summary>The path that the policy of an earlier plan holds for this start; null where none does.</summary>
    public PathAnswer? Remembered(PathQuery query, PlanOptions options)
    {
        if (!options.ReusePolicy || IsLarge(query.Map, options) || _policies.Find(query) is not { } known)
            return null;
        return new PlanQuestion(query, ReadingOf(options.TakeLatest)).Decode(known.View, known.Logits) is { Verified: true } attempt ? attempt.Answer : null;
    }

    /// <param name="query">Start and goal passable.</param>
    /// <param name="options">Limits.</param>
    /// <param name="optimalCost">From A*: a recursion that went on from a similar map's is begun anew where its path costs too much more.</param>
    /// <param name="onPath">Told what there is after every step that gives a checked path, on a large map before every window that betters it; on this thread.</param>
    /// <param name="stop">Ends it within a step; what was found by then is given.</param>
    public Proposal Propose(PathQuery query, PlanOptions options, double optimalCost, Action<Proposal>? onPath, CancellationToken stop) =>
        IsLarge(query.Map, options) ? ProposeLarge(query, options, onPath, stop) : ProposeWhole(query, options, optimalCost, onPath, stop);

    private Proposal ProposeLarge(PathQuery query, PlanOptions options, Action<Proposal>? onPath, CancellationToken stop)
    {
        var planner = new LargePlanner(_solver, new() { Reading = ReadingOf(options.TakeLatest) }, _time);
        return Large(planner.Propose(query, onPath is null ? null : large => onPath(Large(large)), stop));
    }

    private static Proposal Large(LargeProposal large) =>
        new() { Answer = large.Answer, Steps = large.Steps, Views = 1, Windows = large.Windows, Elapsed = large.Elapsed };

    private Proposal ProposeWhole(PathQuery query, PlanOptions options, double optimalCost, Action<Proposal>? onPath, CancellationToken stop)
    {
        var taken = 0;
        var limits = PathPlanner.ProposalOptions with
        {
            MaxSteps = options.MaxSteps ?? PathPlanner.StepsFor(_solver.Model.Metadata.Steps, query.Map.Width, query.Map.Height),
            MaxViews = Math.Max(1, options.MaxViews),
            TakeLatest = options.TakeLatest,
        };
        if (!options.WarmStart || _policies.FindNear(query) is not { } near)
            return Recurse(query, null, limits, OnStep, stop);
        var warm = Recurse(query, near, limits with { MaxViews = 1 }, OnStep, stop);
        if (stop.IsCancellationRequested || (warm.Answer is { } answer && options.Allows(answer.Cost, optimalCost)))
            return warm;
        var cold = Recurse(query, null, limits, OnStep, stop);
        var better = cold.Answer is null ? warm : cold;
        return better with { Steps = warm.Steps + cold.Steps, Views = warm.Views + cold.Views, Elapsed = warm.Elapsed + cold.Elapsed };

        void OnStep(StepAnswer<PathAnswer> step)
        {
            taken++;
            if (step.Attempt.Verified)
                onPath?.Invoke(new() { Answer = step.Attempt.Answer, Steps = taken, Views = step.View + 1, HaltLogit = step.HaltLogit });
        }
    }

    private Proposal Recurse(PathQuery query, Policy? from, SolveOptions limits, Action<StepAnswer<PathAnswer>>? onStep, CancellationToken stop)
    {
        var question = new PolicyQuestion(new PlanQuestion(query, ReadingOf(limits.TakeLatest)), from, query.Map.Cells.Length <= PolicyMemory.StateCells, limits.TakeLatest);
        var solution = _solver.Solve(question, limits, onStep, stop);
        if (question.Best is { } policy)
            _policies.Keep(query, policy);
        return new()
        {
            Answer = solution.Verified ? solution.Answer : null,
            Steps = solution.Steps,
            Views = solution.Views,
            Warm = from is not null,
            HaltLogit = solution.HaltLogit,
            Elapsed = solution.Elapsed,
        };
    }

    // Where the latest path is taken, costs are not what it is about: rollouts would choose by them.
    private static PathReading ReadingOf(bool takesLatest) => takesLatest ? PathReading.Followed : PathReading.Rollout;

    private bool IsLarge(CostMap map, PlanOptions options) => map.Cells.Length > WholeCells(options);

    private int WholeCells(PlanOptions options) => options.MaxNetworkCells
        ?? (options.TakeLatest || _solver.Model.Shape is not { Height: 0, Width: 0 } ? PathPlanner.MaxNetworkCells : PathPlanner.UsualNetworkCells);

    // 0 is any size. Half of the views turn the map by a right angle.
    private static bool Fits(TaskShape shape, CostMap map) =>
        (shape.Height == 0 || (shape.Height == map.Height && shape.Height == map.Width)) && (shape.Width == 0 || (shape.Width == map.Width && shape.Width == map.Height));
}
