using System.Text.Json.Serialization;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Evaluations;

// Inside the namespace, because Trm.Grid.Evaluation is one too.
using Evaluation = Trm.Grid.Contracts.V1.Evaluation;

/// <summary>What --json writes of answers that are exact or not. Every question takes all steps; exact is of its last answer as asked.</summary>
internal abstract class AnswerScores
{
    private readonly Evaluation measured;

    protected AnswerScores(Evaluation measured) => this.measured = measured;

    /// <summary>Its id, for models promote --evaluation.</summary>
    [JsonPropertyOrder(-2)]
    public string Evaluation => measured.Id;

    /// <summary>Questions asked.</summary>
    [JsonPropertyOrder(-1)]
    public ulong Count => measured.Count;

    /// <summary>Share whose every cell is as in the given answer.</summary>
    public double? Exact => Metric("exact");

    /// <summary>Steps until the halt head first believed in the answer; all of them where it never did.</summary>
    public double? StepsToHalt => Metric("steps_to_halt");

    /// <summary>Share that was exact when the halt head first believed.</summary>
    public double? ExactAtHalt => Metric("exact_at_halt");

    /// <summary>Share where the halt head rightly tells whether the last answer is exact.</summary>
    public double? HaltAgreement => Metric("halt_agreement");

    /// <summary>Expected calibration error of the halt head's belief in the last answer, ten bins of equal width; 0 is perfect.</summary>
    public double? CalibrationError => Metric("calibration_error");

    /// <summary>Computation a question, views and votes included.</summary>
    public double? MsMean => Metric("ms_mean");

    /// <summary>Share that is exact after so many steps.</summary>
    [JsonPropertyOrder(1)]
    public SortedDictionary<uint, double> ByStep => new(measured.ByStep);

    /// <summary>The version that it was measured against; null where it was measured alone.</summary>
    [JsonPropertyOrder(4)]
    public AgainstScores? Against => AgainstScores.Of(measured);

    protected double? Metric(string name) => Numbers.Metric(measured.Metrics, name);
}
