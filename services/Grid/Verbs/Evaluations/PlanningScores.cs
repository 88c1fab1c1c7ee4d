using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Evaluations;

// Inside the namespace, because Trm.Grid.Evaluation is one too.
using Evaluation = Trm.Grid.Contracts.V1.Evaluation;

/// <summary>What --json writes for planners. Only the network's own paths count as valid.</summary>
internal sealed record PlanningScores
{
    /// <summary>The evaluation's id, for models promote --evaluation; null where only figures were at hand.</summary>
    public string? Evaluation { get; init; }
    public required ulong Count { get; init; }

    /// <summary>Share of queries whose network path passed the checker, before any fallback or repair.</summary>
    public required double? Valid { get; init; }

    /// <summary>Share of queries whose network path costs no more than the least possible.</summary>
    public required double? Optimal { get; init; }

    /// <summary>Mean of cost / least possible cost over the valid ones; null without any.</summary>
    public required double? CostRatio { get; init; }
    public required double? StepsMean { get; init; }
    public required double? P50Ms { get; init; }
    public required double? P95Ms { get; init; }
    public required double? P99Ms { get; init; }
    public required double? AstarP50Ms { get; init; }

    /// <summary>Share of queries that A* had to answer.</summary>
    public required double? FallbackRate { get; init; }

    /// <summary>Windows at full resolution on a map that is planned coarse to fine; null where none is.</summary>
    public required double? WindowsMean { get; init; }

    /// <summary>Of those maps, the share whose coarse route the network found too; on the others a search over the graph of regions did. Null where there is none.</summary>
    public required double? CoarseByNetwork { get; init; }

    /// <summary>Mean F1 score of the cells of the network's own path and the demonstrated one; null where none was demonstrated.</summary>
    public required double? Agreement { get; init; }

    /// <summary>The same of A*'s path of least cost.</summary>
    public required double? AstarAgreement { get; init; }

    /// <summary>Share with a valid path within so many steps; empty where only the outcome was asked for.</summary>
    public required SortedDictionary<uint, double> ValidByStep { get; init; }

    /// <summary>The version that it was measured against; null where it was measured alone.</summary>
    public AgainstScores? Against { get; init; }

    public static PlanningScores Of(Evaluation evaluation) => Of(evaluation.Count, evaluation.Metrics, evaluation.ByStep) with { Evaluation = evaluation.Id, Against = AgainstScores.Of(evaluation) };

    public static PlanningScores Of(ulong count, IEnumerable<KeyValuePair<string, double>> metrics, IDictionary<uint, double>? byStep = null) => new()
    {
        Count = count,
        Valid = Numbers.Metric(metrics, "valid"),
        Optimal = Numbers.Metric(metrics, "optimal"),
        CostRatio = Numbers.Metric(metrics, "cost_ratio"),
        StepsMean = Numbers.Metric(metrics, "steps_mean"),
        P50Ms = Numbers.Metric(metrics, "p50_ms"),
        P95Ms = Numbers.Metric(metrics, "p95_ms"),
        P99Ms = Numbers.Metric(metrics, "p99_ms"),
        AstarP50Ms = Numbers.Metric(metrics, "astar_p50_ms"),
        FallbackRate = Numbers.Metric(metrics, "fallback_rate"),
        WindowsMean = Numbers.Metric(metrics, "windows_mean"),
        CoarseByNetwork = Numbers.Metric(metrics, "coarse_by_network"),
        Agreement = Numbers.Metric(metrics, "agreement"),
        AstarAgreement = Numbers.Metric(metrics, "astar_agreement"),
        ValidByStep = byStep is null ? [] : new(byStep),
    };
}
