using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Evaluations;

// Inside the namespace, because Trm.Grid.Evaluation is one too.
using Evaluation = Trm.Grid.Contracts.V1.Evaluation;

/// <summary>What --json writes for mazes. Exact, valid and optimal are shares of the answers after the last step.</summary>
internal sealed record MazeScores
{
    public required ulong Count { get; init; }

    /// <summary>Every cell is as in the given answer.</summary>
    public required double? Exact { get; init; }

    /// <summary>One path from S to G, no cell of it aside.</summary>
    public required double? Valid { get; init; }

    /// <summary>Valid, and no path is shorter.</summary>
    public required double? Optimal { get; init; }

    /// <summary>Share with an optimal answer at some step of some view.</summary>
    public required double? Verified { get; init; }

    /// <summary>Steps to the first optimal answer, over all views; all of them where none came.</summary>
    public required double? StepsMean { get; init; }

    /// <summary>Share where the halt head rightly tells whether the last answer is exact.</summary>
    public required double? HaltAgreement { get; init; }
    public required double? MsMean { get; init; }

    /// <summary>Share that is exact after so many steps.</summary>
    public required SortedDictionary<uint, double> ByStep { get; init; }

    public static MazeScores Of(Evaluation evaluation) => new()
    {
        Count = evaluation.Count,
        Exact = Numbers.Metric(evaluation.Metrics, "exact"),
        Valid = Numbers.Metric(evaluation.Metrics, "valid"),
        Optimal = Numbers.Metric(evaluation.Metrics, "optimal"),
        Verified = Numbers.Metric(evaluation.Metrics, "verified"),
        StepsMean = Numbers.Metric(evaluation.Metrics, "steps_mean"),
        HaltAgreement = Numbers.Metric(evaluation.Metrics, "halt_agreement"),
        MsMean = Numbers.Metric(evaluation.Metrics, "ms_mean"),
        ByStep = new(evaluation.ByStep),
    };
}
