using System.Text.Json.Serialization;

namespace Trm.Grid.Verbs.Evaluations;

/// <summary>What --json writes for Sudoku, whose answers a checker judges.</summary>
internal class CheckedScores : AnswerScores
{
    internal CheckedScores(Contracts.V1.Evaluation measured) : base(measured)
    {
        VerifiedByStep = new(measured.VerifiedByStep);
        BySource = new(measured.BySource.ToDictionary(source => source.Key, source => new SourceScore(source.Value.Count, source.Value.Exact, source.Value.Verified)), StringComparer.Ordinal);
    }

    /// <summary>Share with an answer at some step of some view that the checker takes, of mazes an optimal one.</summary>
    public double? Verified => Metric("verified");

    /// <summary>Steps to the first such answer, over all views; all of them where none came.</summary>
    public double? StepsMean => Metric("steps_mean");

    /// <summary>Share with such an answer within so many steps over all views.</summary>
    [JsonPropertyOrder(2)]
    public SortedDictionary<uint, double> VerifiedByStep { get; }

    /// <summary>The same for each source that the rows name.</summary>
    [JsonPropertyOrder(3)]
    public SortedDictionary<string, SourceScore> BySource { get; }
}

/// <summary>Of the rows of one source.</summary>
/// <param name="Count">Rows asked.</param>
/// <param name="Exact">Share whose last answer as asked is the given one.</param>
/// <param name="Verified">Share with an answer at some step of some view that the checker takes.</param>
internal sealed record SourceScore(ulong Count, double Exact, double Verified);
