using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Runtime;

/// <summary>A plan question that remembers the policy of its cheapest checked path.</summary>
internal sealed class PolicyQuestion(PlanQuestion question) : IPlaneQuestion<PathAnswer>
{
    private double _cheapest = double.PositiveInfinity;

    /// <summary>The view that the policy belongs to.</summary>
    public int View { get; private set; }

    /// <summary>[H*W, 8]; null while no path has passed the checker.</summary>
    public float[]? Policy { get; private set; }

    public int Views => question.Views;

    public (int Height, int Width) Size(int view) => question.Size(view);

    public void Encode(int view, Span<float> planes) => question.Encode(view, planes);

    public Attempt<PathAnswer> Decode(int view, ReadOnlySpan<float> logits)
    {
        var attempt = question.Decode(view, logits);
        if (attempt.Verified && attempt.Cost < _cheapest)
        {
            (_cheapest, View) = (attempt.Cost, view);
            Policy ??= new float[logits.Length];
            logits.CopyTo(Policy);
        }
        return attempt;
    }
}
