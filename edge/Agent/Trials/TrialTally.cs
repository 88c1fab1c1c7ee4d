using System.Globalization;
using Trm.Grid.Runtime;

namespace Trm.Grid.Edge.Trials;

/// <summary>Two models' answers to the same questions, and what follows from them.</summary>
/// <param name="digest">The model on trial.</param>
/// <param name="previous">The one before it.</param>
/// <param name="limits">What counts as worse.</param>
internal sealed class TrialTally(string digest, string previous, TrialLimits limits)
{
    private readonly List<(PlanSample Sample, PlanOutcome Before)> _seen = [];

    public int Plans => _seen.Count;

    /// <summary>So far behind that waiting for the rest would only harm the robot.</summary>
    public bool IsFarBehind => Lost > limits.MostLost;

    private int Lost => _seen.Count(s => s.Before.Planner == PlannerKind.Trm) - _seen.Count(s => s.Sample.Outcome.Planner == PlannerKind.Trm);

    public void Add(PlanSample sample, PlanOutcome before) => _seen.Add((sample, before));

    public TrialVerdict Judge()
    {
        var both = _seen.Where(s => s.Sample.Outcome.Planner == PlannerKind.Trm && s.Before.Planner == PlannerKind.Trm).ToList();
        var computed = both.Where(s => s.Sample.Outcome.Steps > 0 && s.Before.Steps > 0).ToList();
        var verdict = new TrialVerdict
        {
            Digest = digest,
            PreviousDigest = previous,
            Plans = Plans,
            Answered = _seen.Count(s => s.Sample.Outcome.Planner == PlannerKind.Trm),
            PreviousAnswered = _seen.Count(s => s.Before.Planner == PlannerKind.Trm),
            CostRatio = both.Count > 0 ? both.Average(CostRatio) : null,
            TimeRatio = computed.Count > 0 ? Median(computed, s => s.Sample.Outcome) / Median(computed, s => s.Before) : null,
        };
        if (Lost > limits.MostLost)
            return Worse(
                $"TRIAL_ANSWERS_LOST: of {Plans} questions the new network answered {verdict.Answered}, the one before it {verdict.PreviousAnswered}",
                _seen.First(s => s.Before.Planner == PlannerKind.Trm && s.Sample.Outcome.Planner != PlannerKind.Trm).Sample);
        if (both.Count >= limits.LeastCompared && verdict.CostRatio > limits.CostRatio)
            return Worse($"TRIAL_COST_WORSE: the new paths cost {verdict.CostRatio:0.000} times those of the model before, at most {limits.CostRatio:0.000} is allowed", both.MaxBy(CostRatio).Sample);
        if (computed.Count >= limits.LeastCompared && verdict.TimeRatio > limits.TimeRatio
            && Median(computed, s => s.Sample.Outcome) - Median(computed, s => s.Before) > limits.TimeSlack.TotalMilliseconds)
            return Worse($"TRIAL_SLOWER: the new network took {verdict.TimeRatio:0.0} times as long as the one before, at most {limits.TimeRatio:0.0} is allowed", computed.MaxBy(s => s.Sample.Outcome.NetworkElapsed).Sample);
        return verdict;

        TrialVerdict Worse(FormattableString what, PlanSample sample) => verdict with
        {
            Reason = FormattableString.Invariant($"{what.ToString(CultureInfo.InvariantCulture)}; for example from ({sample.Query.Start.X:0.###}, {sample.Query.Start.Y:0.###}) to ({sample.Query.Goal.X:0.###}, {sample.Query.Goal.Y:0.###}) on map {sample.MapDigest}"),
            Sample = sample,
        };
    }

    private static double CostRatio((PlanSample Sample, PlanOutcome Before) seen) => seen.Before.Cost > 0 ? seen.Sample.Outcome.Cost / seen.Before.Cost : 1;

    private static double Median(List<(PlanSample Sample, PlanOutcome Before)> seen, Func<(PlanSample Sample, PlanOutcome Before), PlanOutcome> of) =>
        seen.Select(s => of(s).NetworkElapsed.TotalMilliseconds).Order().ElementAt(seen.Count / 2);
}
