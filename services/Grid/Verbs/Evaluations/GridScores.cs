using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Evaluations;

// Inside the namespace, because Trm.Grid.Evaluation is one too.
using Evaluation = Trm.Grid.Contracts.V1.Evaluation;

/// <summary>What --json writes for a task of one's own.</summary>
internal sealed record GridScores
{
    /// <summary>Grids asked.</summary>
    public required ulong Count { get; init; }

    /// <summary>Share whose every cell is right after the last step, the answer's size included.</summary>
    public required double? Exact { get; init; }

    /// <summary>Mean share of right cells.</summary>
    public required double? Cells { get; init; }

    /// <summary>As <see cref="StepsToHalt"/>.</summary>
    public required double? StepsMean { get; init; }

    /// <summary>Steps until the halt head first believed in the answer; all of them where it never did.</summary>
    public required double? StepsToHalt { get; init; }

    /// <summary>Share that was exact when the halt head first believed.</summary>
    public required double? ExactAtHalt { get; init; }

    /// <summary>Share where the halt head rightly tells whether the last answer is exact.</summary>
    public required double? HaltAgreement { get; init; }

    /// <summary>Expected calibration error of the halt head's belief in the last answer, ten bins of equal width; 0 is perfect.</summary>
    public required double? CalibrationError { get; init; }

    /// <summary>Computation a grid.</summary>
    public required double? MsMean { get; init; }

    /// <summary>Share that is exact after so many steps.</summary>
    public required SortedDictionary<uint, double> ByStep { get; init; }

    public static GridScores Of(Evaluation evaluation) => new()
    {
        Count = evaluation.Count,
        Exact = Numbers.Metric(evaluation.Metrics, "exact"),
        Cells = Numbers.Metric(evaluation.Metrics, "cells"),
        StepsMean = Numbers.Metric(evaluation.Metrics, "steps_mean"),
        StepsToHalt = Numbers.Metric(evaluation.Metrics, "steps_to_halt"),
        ExactAtHalt = Numbers.Metric(evaluation.Metrics, "exact_at_halt"),
        HaltAgreement = Numbers.Metric(evaluation.Metrics, "halt_agreement"),
        CalibrationError = Numbers.Metric(evaluation.Metrics, "calibration_error"),
        MsMean = Numbers.Metric(evaluation.Metrics, "ms_mean"),
        ByStep = new(evaluation.ByStep),
    };
}
