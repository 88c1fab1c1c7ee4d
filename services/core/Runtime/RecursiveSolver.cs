using Trm.Grid.Puzzles;

namespace Trm.Grid.Runtime;

/// <summary>
/// The loop around a <see cref="IStepModel"/>: one step at a time, decode, check, decide. Safe for several threads.
/// Dispose it before the model, which stays the caller's.
/// </summary>
public sealed class RecursiveSolver(IStepModel model, TimeProvider? time = null) : IDisposable
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly BatchPool _batches = new(model);

    public IStepModel Model => model;

    /// <summary>Solves one question.</summary>
    /// <param name="question">What to solve; its kind of input must be the model's.</param>
    /// <param name="options">Limits.</param>
    /// <param name="onStep">Told every step's answer, on the calling thread.</param>
    /// <param name="cancellation">Ends the recursion within a step; what was found by then is returned.</param>
    public Solution<TAnswer> Solve<TAnswer>(
        IQuestion<TAnswer> question, SolveOptions? options = null, Action<StepAnswer<TAnswer>>? onStep = null, CancellationToken cancellation = default) =>
        SolveAll([question], options, onStep, cancellation)[0];

    /// <summary>
    /// Solves many questions side by side: a slot takes the next question the moment its own is done. View 0 of all comes first, then
    /// view 1 of those that failed, and so on.
    /// </summary>
    /// <returns>One solution a question, in their order.</returns>
    public IReadOnlyList<Solution<TAnswer>> SolveAll<TAnswer>(
        IReadOnlyList<IQuestion<TAnswer>> questions, SolveOptions? options = null, Action<StepAnswer<TAnswer>>? onStep = null, CancellationToken cancellation = default)
    {
        options ??= new SolveOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxViews, 1, "options.MaxViews");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Slots, 1, "options.Slots");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxSteps ?? 1, 1, "options.MaxSteps");
        RequireInput(questions);
        var began = _time.GetTimestamp();
        using var deadline = options.TimeLimit is { } limit ? new CancellationTokenSource(Positive(limit), _time) : null;
        using var both = deadline is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        var stop = both?.Token ?? cancellation;

        var maxSteps = options.MaxSteps ?? model.Metadata.Steps;
        var runs = questions.Select((question, index) => new QuestionRun<TAnswer>(index, question, maxSteps, options)).ToArray();
        while (!stop.IsCancellationRequested && runs.Any(run => run.HasNextView))
            foreach (var group in runs.Where(run => run.HasNextView).GroupBy(run => run.NextSize).ToList())
                Recurse(group.ToList(), group.Key);

        var reason = cancellation.IsCancellationRequested ? StopReason.Cancelled : StopReason.Deadline;
        return [.. runs.Select(run =>
        {
            run.End(reason, _time.GetElapsedTime(began));
            return run.ToSolution();
        })];

        void Recurse(List<QuestionRun<TAnswer>> waiting, (int Height, int Width) size)
        {
            var batch = _batches.Rent(Math.Min(options.Slots, waiting.Count), size.Height, size.Width);
            try
            {
                RunSlots(batch, waiting, began, onStep, stop);
            }
            finally
            {
                _batches.Return(batch);
            }
        }
    }

    public void Dispose() => _batches.Dispose();

    private void RunSlots<TAnswer>(
        IStepBatch batch, List<QuestionRun<TAnswer>> waiting, long began, Action<StepAnswer<TAnswer>>? onStep, CancellationToken stop)
    {
        var slots = new QuestionRun<TAnswer>?[batch.Slots];
        var (next, busy) = (0, 0);
        for (var slot = 0; slot < slots.Length; slot++)
            Refill(slot);
        while (busy > 0 && batch.Step(stop))
            for (var slot = 0; slot < slots.Length; slot++)
                if (slots[slot] is { } run && !run.Take(batch, slot, _time.GetElapsedTime(began), onStep))
                {
                    busy--;
                    Refill(slot);
                }

        void Refill(int slot)
        {
            slots[slot] = next < waiting.Count ? waiting[next++] : null;
            if (slots[slot] is not { } run)
                return;
            run.Begin(batch, slot);
            busy++;
        }
    }

    private void RequireInput<TAnswer>(IReadOnlyList<IQuestion<TAnswer>> questions)
    {
        foreach (var question in questions)
            if (model.Shape.Input == InputKind.Tokens ? question is not ITokenQuestion<TAnswer> : question is not IPlaneQuestion<TAnswer>)
                throw new ArgumentException(
                    $"solving with a {model.Shape.Task} model: expected a question of {model.Shape.Input}, got {question.GetType().Name}; choose a model of this task");
    }

    private static TimeSpan Positive(TimeSpan limit) => limit > TimeSpan.Zero ? limit : TimeSpan.Zero;
}
