using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Runtime;

/// <summary>A plan question that remembers the policy of its cheapest checked path, or its latest, and where the recursion then stood.</summary>
/// <param name="question">The question.</param>
/// <param name="from">The policy of a map that differs little: the recursion begins where it ended, in its view; null: at the beginning, in view 0.</param>
/// <param name="keepsState">Whether the state is worth its memory.</param>
/// <param name="takesLatest">Which path the solver takes: <see cref="SolveOptions.TakeLatest"/>.</param>
internal sealed class PolicyQuestion(PlanQuestion question, Policy? from = null, bool keepsState = true, bool takesLatest = false) : IPlaneQuestion<PathAnswer>, IResumable
{
    private readonly int _first = from?.View ?? 0;
    private double _cheapest = double.PositiveInfinity;
    private bool _improved;
    private float[]? _logits;
    private LatentState? _state;
    private int _view;

    /// <summary>Null while no path has passed the checker.</summary>
    public Policy? Best => _logits is null ? null : new(_view, _logits, _state);

    public int Views => question.Views;

    public (int Height, int Width) Size(int view) => question.Size(Turned(view));

    public void Encode(int view, Span<float> planes) => question.Encode(Turned(view), planes);

    public Attempt<PathAnswer> Decode(int view, ReadOnlySpan<float> logits)
    {
        var attempt = question.Decode(Turned(view), logits);
        _improved = attempt.Verified && (takesLatest || attempt.Cost < _cheapest);
        if (_improved)
        {
            (_cheapest, _view) = (attempt.Cost, Turned(view));
            _logits ??= new float[logits.Length];
            logits.CopyTo(_logits);
        }
        return attempt;
    }

    public LatentState? BeginsAt(int view) => view == 0 ? from?.State : null;

    public void Stood(IStepBatch batch, int slot)
    {
        if (_improved && keepsState)
            _state = LatentState.Of(batch, slot);
    }

    // The view that a policy is known in comes first.
    private int Turned(int view) => (view + _first) % question.Views;
}
