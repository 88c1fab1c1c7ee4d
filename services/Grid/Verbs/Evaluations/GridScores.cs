using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Evaluations;

// Inside the namespace, because Trm.Grid.Evaluation is one too.
using Evaluation = Trm.Grid.Contracts.V1.Evaluation;

/// <summary>What --json writes for a task of one's own.</summary>
/// <param name="Count">Grids asked.</param>
/// <param name="Exact">Share whose every cell is right after the last step, the answer's size included.</param>
/// <param name="Cells">Mean share of right cells.</param>
/// <param name="StepsMean">Steps until the halt head believed in the answer; all of them where it did not.</param>
/// <param name="HaltAgreement">Share where the halt head rightly tells whether the last answer is exact.</param>
/// <param name="MsMean">Computation a grid.</param>
/// <param name="ByStep">Share that is exact after so many steps.</param>
internal sealed record GridScores(
    ulong Count, double? Exact, double? Cells, double? StepsMean, double? HaltAgreement, double? MsMean, SortedDictionary<uint, double> ByStep)
{
    public static GridScores Of(Evaluation evaluation) => new(evaluation.Count, Numbers.Metric(evaluation.Metrics, "exact"), Numbers.Metric(evaluation.Metrics, "cells"),
        Numbers.Metric(evaluation.Metrics, "steps_mean"), Numbers.Metric(evaluation.Metrics, "halt_agreement"), Numbers.Metric(evaluation.Metrics, "ms_mean"), new(evaluation.ByStep));
}
