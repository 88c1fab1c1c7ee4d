using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Evaluations;

// Inside the namespace, because Trm.Grid.Evaluation is one too.
using Evaluation = Trm.Grid.Contracts.V1.Evaluation;

/// <summary>What --json writes for Sudoku.</summary>
/// <param name="Count">Puzzles asked.</param>
/// <param name="Exact">Share whose every cell is as in the given answer.</param>
/// <param name="Verified">Share that passed the rules' checker.</param>
/// <param name="StepsMean">Supervision steps a puzzle, over all views.</param>
/// <param name="MsMean">Computation a puzzle.</param>
internal sealed record SudokuScores(ulong Count, double? Exact, double? Verified, double? StepsMean, double? MsMean)
{
    public static SudokuScores Of(Evaluation evaluation) => new(evaluation.Count, Numbers.Metric(evaluation.Metrics, "exact"),
        Numbers.Metric(evaluation.Metrics, "verified"), Numbers.Metric(evaluation.Metrics, "steps_mean"), Numbers.Metric(evaluation.Metrics, "ms_mean"));
}
