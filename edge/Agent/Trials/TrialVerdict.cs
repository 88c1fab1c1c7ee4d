using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Edge.Trials;

/// <summary>How a trial ended.</summary>
internal sealed record TrialVerdict
{
    public required string Digest { get; init; }

    public required string PreviousDigest { get; init; }

    /// <summary>Why the model goes back, a stable word first; empty: it stays.</summary>
    public string Reason { get; init; } = "";

    public bool Passed => Reason.Length == 0;

    public int Plans { get; init; }

    public int Answered { get; init; }

    public int PreviousAnswered { get; init; }

    public double? CostRatio { get; init; }

    public double? TimeRatio { get; init; }

    /// <summary>A question that shows the reason.</summary>
    public PlanSample? Sample { get; init; }

    public TrialReport ToMessage()
    {
        var report = new TrialReport
        {
            Digest = Digest,
            PreviousDigest = PreviousDigest,
            Passed = Passed,
            Reason = Reason,
            Plans = (uint)Plans,
            Answered = (uint)Answered,
            PreviousAnswered = (uint)PreviousAnswered,
            SampleMapDigest = Sample?.MapDigest ?? "",
            SampleQuery = Sample?.Query,
        };
        if (CostRatio is { } cost)
            report.CostRatio = cost;
        if (TimeRatio is { } time)
            report.TimeRatio = time;
        return report;
    }
}
