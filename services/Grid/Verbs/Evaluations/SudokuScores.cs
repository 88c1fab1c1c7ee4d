using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Evaluations;

// Inside the namespace, because Trm.Grid.Evaluation is one too.
using Evaluation = Trm.Grid.Contracts.V1.Evaluation;

/// <summary>What --json writes for Sudoku. Every puzzle takes all steps; exact is of its last answer.</summary>
internal sealed record SudokuScores
{
    /// <summary>Puzzles asked.</summary>
    public required ulong Count { get; init; }

    /// <summary>Share whose every cell is as in the given answer.</summary>
    public required double? Exact { get; init; }

    /// <summary>Share with an answer that keeps the rules at some step of some view.</summary>
    public required double? Verified { get; init; }

    /// <summary>Steps to the first verified answer, over all views; all of them where none came.</summary>
    public required double? StepsMean { get; init; }

    /// <summary>Steps until the halt head first believed in the answer; all of them where it never did.</summary>
    public required double? StepsToHalt { get; init; }

    /// <summary>Share that was exact when the halt head first believed.</summary>
    public required double? ExactAtHalt { get; init; }

    /// <summary>Share where the halt head rightly tells whether the last answer is exact.</summary>
    public required double? HaltAgreement { get; init; }

    /// <summary>Expected calibration error of the halt head's belief in the last answer, ten bins of equal width; 0 is perfect.</summary>
    public required double? CalibrationError { get; init; }

    /// <summary>Computation a puzzle.</summary>
    public required double? MsMean { get; init; }

    /// <summary>Share that is exact after so many steps.</summary>
    public required SortedDictionary<uint, double> ByStep { get; init; }

    /// <summary>Share with a verified answer within so many steps over all views.</summary>
    public required SortedDictionary<uint, double> VerifiedByStep { get; init; }

    /// <summary>The same shares for each source that the rows name.</summary>
    public required SortedDictionary<string, SourceScore> BySource { get; init; }

    public static SudokuScores Of(Evaluation evaluation) => new()
    {
        Count = evaluation.Count,
        Exact = Numbers.Metric(evaluation.Metrics, "exact"),
        Verified = Numbers.Metric(evaluation.Metrics, "verified"),
        StepsMean = Numbers.Metric(evaluation.Metrics, "steps_mean"),
        StepsToHalt = Numbers.Metric(evaluation.Metrics, "steps_to_halt"),
        ExactAtHalt = Numbers.Metric(evaluation.Metrics, "exact_at_halt"),
        HaltAgreement = Numbers.Metric(evaluation.Metrics, "halt_agreement"),
        CalibrationError = Numbers.Metric(evaluation.Metrics, "calibration_error"),
        MsMean = Numbers.Metric(evaluation.Metrics, "ms_mean"),
        ByStep = new(evaluation.ByStep),
        VerifiedByStep = new(evaluation.VerifiedByStep),
        BySource = SourceScore.Of(evaluation),
    };
}
