using Trm.Grid.Puzzles;

namespace Trm.Grid.Runtime;

/// <summary>One question on its way through its views and steps.</summary>
/// <param name="index">Its number.</param>
/// <param name="question">What is asked.</param>
/// <param name="maxSteps">Of each view.</param>
/// <param name="options">Limits.</param>
internal sealed class QuestionRun<TAnswer>(int index, IQuestion<TAnswer> question, int maxSteps, SolveOptions options)
{
    private Attempt<TAnswer> _best;
    private float _halt = float.NaN;
    private int _stepInView;
    private int _sinceBetter;
    private bool _again;
    private int _steps;
    private int _views;

    private StopReason? _stopped;
    private TimeSpan _elapsed;

    public (int Height, int Width) NextSize => question.Size(_views);

    public bool HasNextView => _stopped is null && _views < Math.Min(question.Views, options.MaxViews);

    /// <summary>Puts the next view into a slot.</summary>
    public void Begin(IStepBatch batch, int slot)
    {
        if (question is ITokenQuestion<TAnswer> tokens)
            tokens.Encode(_views, batch.Tokens(slot));
        else
            ((IPlaneQuestion<TAnswer>)question).Encode(_views, batch.Planes(slot));
        if ((question as IResumable)?.BeginsAt(_views) is { } state)
            batch.Restore(slot, state.Y, state.Z);
        else
            batch.Restart(slot);
        _views++;
        _stepInView = 0;
    }

    /// <summary>Reads a slot after a step.</summary>
    /// <returns>Whether this view goes on.</returns>
    public bool Take(IStepBatch batch, int slot, TimeSpan elapsed, Action<StepAnswer<TAnswer>>? onStep)
    {
        _steps++;
        _stepInView++;
        var attempt = question.Decode(_views - 1, batch.Logits(slot));
        (question as IResumable)?.Stood(batch, slot);
        var halt = batch.Halt(slot);
        Remember(attempt, halt);
        onStep?.Invoke(new StepAnswer<TAnswer>(index, _views - 1, _stepInView, attempt, halt));

        var last = _stepInView >= maxSteps;
        var halted = halt > 0 && options.StopOnHalt;
        var goesOn = options.WholeFirstView && _views == 1 && !last;
        if (_best.Verified && !goesOn && (_again || _sinceBetter >= options.SettleSteps || halt > 0 || last))
            End(StopReason.Verified, elapsed);
        else if ((halted || last) && !HasNextView)
            End(halted ? StopReason.Halted : StopReason.StepLimit, elapsed);
        return _stopped is null && !halted && !last;
    }

    /// <summary>Ends what has not ended yet.</summary>
    public void End(StopReason reason, TimeSpan elapsed)
    {
        if (_stopped is null)
            (_stopped, _elapsed) = (reason, elapsed);
    }

    public Solution<TAnswer> ToSolution() => new()
    {
        Answer = _best.Answer,
        Verified = _best.Verified,
        Cost = _best.Cost,
        Steps = _steps,
        Views = _views,
        HaltLogit = _halt,
        Stopped = _stopped ?? throw new InvalidOperationException("reading a question that still recurses: end it first"),
        Elapsed = _elapsed,
    };

    private void Remember(Attempt<TAnswer> attempt, float halt)
    {
        var first = !_best.Verified;
        _again = !first && !options.TakeLatest && attempt.Verified && attempt.Cost == _best.Cost;
        var better = attempt.Verified ? first || options.TakeLatest || attempt.Cost < _best.Cost : first;
        if (better)
            (_best, _halt) = (attempt, halt);
        _sinceBetter = first || (better && !options.TakeLatest) ? 0 : _sinceBetter + 1;
    }
}
