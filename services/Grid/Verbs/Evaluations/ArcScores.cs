using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Evaluations;

// Inside the namespace, because Trm.Grid.Evaluation is one too.
using Evaluation = Trm.Grid.Contracts.V1.Evaluation;

/// <summary>What --json writes for ARC.</summary>
internal sealed record ArcScores
{
    /// <summary>Tests asked.</summary>
    public required ulong Count { get; init; }

    /// <summary>Of so many tasks.</summary>
    public required double? Tasks { get; init; }

    /// <summary>Augmentations asked of each test.</summary>
    public required double? Votes { get; init; }

    /// <summary>The share of a task's tests whose answer won the vote, averaged over the tasks.</summary>
    public required double? PassAt1 { get; init; }

    /// <summary>The same for the two best answers: ARC's own score.</summary>
    public required double? PassAt2 { get; init; }

    /// <summary>Share of the tests answered exactly as asked, without any vote.</summary>
    public required double? Exact { get; init; }

    /// <summary>Steps until the halt head first believed in the answer as asked; all of them where it never did.</summary>
    public required double? StepsToHalt { get; init; }

    /// <summary>Share that was exact when the halt head first believed.</summary>
    public required double? ExactAtHalt { get; init; }

    /// <summary>Share where the halt head rightly tells whether the last answer is exact.</summary>
    public required double? HaltAgreement { get; init; }

    /// <summary>Expected calibration error of the halt head's belief in the last answer, ten bins of equal width; 0 is perfect.</summary>
    public required double? CalibrationError { get; init; }

    /// <summary>Computation a test, all votes.</summary>
    public required double? MsMean { get; init; }

    /// <summary>Share that is exact as asked after so many steps.</summary>
    public required SortedDictionary<uint, double> ByStep { get; init; }

    public static ArcScores Of(Evaluation evaluation)
    {
        return new()
        {
            Count = evaluation.Count, Tasks = Metric("tasks"), Votes = Metric("votes"), PassAt1 = Metric("pass_at_1"), PassAt2 = Metric("pass_at_2"), Exact = Metric("exact"),
            StepsToHalt = Metric("steps_to_halt"), ExactAtHalt = Metric("exact_at_halt"), HaltAgreement = Metric("halt_agreement"),
            CalibrationError = Metric("calibration_error"), MsMean = Metric("ms_mean"), ByStep = new(evaluation.ByStep),
        };

        double? Metric(string name) => Numbers.Metric(evaluation.Metrics, name);
    }
}
