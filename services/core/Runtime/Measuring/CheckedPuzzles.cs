using System.Diagnostics;
using Trm.Grid.Puzzles;

namespace Trm.Grid.Runtime.Measuring;

/// <summary>
/// Puzzles whose answers a checker judges. Every puzzle takes all steps, as the papers measure: exact is of the last answer of the puzzle as asked; or it
/// stops at its first verified answer, as solving does, and that answer stands for the steps left. Beside it stands what a solver reaches that stops there
/// and tries other views, for every budget of steps.
/// </summary>
/// <param name="puzzles">What is asked.</param>
/// <param name="questionOf">How a puzzle is put to the network.</param>
/// <param name="sourceOf">Where a puzzle comes from, as its set says.</param>
/// <param name="isExact">Whether an answer is the given one.</param>
/// <param name="onStep">Told of every puzzle, by its place, the answer as asked after each step; one call at a time.</param>
internal sealed class CheckedPuzzles<TPuzzle, TAnswer>(
    IReadOnlyList<TPuzzle> puzzles, Func<TPuzzle, ITokenQuestion<TAnswer>> questionOf, Func<TPuzzle, string> sourceOf, Func<TPuzzle, TAnswer, bool> isExact, Action<int, int, TAnswer>? onStep = null)
{
    private readonly ITokenQuestion<TAnswer>[] _questions = [.. puzzles.Select(questionOf)];
    private readonly bool[] _exact = new bool[puzzles.Count]; // the last answer as asked
    private readonly bool[] _verified = new bool[puzzles.Count];
    private readonly int[] _steps = new int[puzzles.Count]; // to the first verified answer over all views, else all that were taken
    private readonly Lock _counting = new();

    /// <param name="model">One thread a step where puzzles are asked side by side.</param>
    /// <param name="options">Steps, views and when a puzzle stops.</param>
    /// <param name="done">Told how many are done; one call at a time.</param>
    /// <param name="stop">Ends it.</param>
    public Measurement Measure(IStepModel model, MeasuringOptions options, Action<int> done, CancellationToken stop)
    {
        var (steps, views) = (options.Steps ?? model.Metadata.Steps, options.Views);
        var (tally, verified, sources) = (new AnswerTally(puzzles.Count, steps), new StepCurve(), new SourceTally());
        var (began, ended) = (Stopwatch.GetTimestamp(), 0);
        var limits = new SolveOptions { MaxSteps = steps, MaxViews = views, StopOnHalt = false, WholeFirstView = !options.UntilVerified, Slots = options.Slots };
        var chunks = Enumerable.Range(0, puzzles.Count).GroupBy(one => _questions[one].Size(0)).SelectMany(sameSize => sameSize.Chunk(ChunkOf(options))).ToList();
        using var solver = new RecursiveSolver(model);
        SideBySide.Run(chunks, options.SideBySide ? Environment.ProcessorCount : 1, (chunk, halt) =>
        {
            solver.SolveAll([.. chunk.Select(one => _questions[one])], limits, answer => Count(chunk[answer.Question], answer), halt);
            halt.ThrowIfCancellationRequested();
        }, stop);
        for (var one = 0; one < puzzles.Count; one++)
            sources.Take(sourceOf(puzzles[one]), _exact[one], _verified[one]);
        var measured = new Measurement(tally.ByStep()) { VerifiedByStep = verified.Shares(puzzles.Count), BySource = sources.Shares() };
        tally.WriteTo(measured);
        measured.TakeShare("verified", _verified);
        measured.Take("steps_mean", _steps.Select(taken => (double)taken));
        measured.Metrics["ms_mean"] = Stopwatch.GetElapsedTime(began).TotalMilliseconds / puzzles.Count;
        return measured;

        void Count(int one, StepAnswer<TAnswer> answer)
        {
            var (view, step, attempt) = (answer.View, answer.Step, answer.Attempt);
            var isGiven = view == 0 && isExact(puzzles[one], attempt.Answer);
            // Of the puzzle as asked all steps count, of another view only those to a verified answer.
            var stops = step == steps || (attempt.Verified && (view > 0 || options.UntilVerified));
            lock (_counting)
            {
                if (attempt.Verified && !_verified[one])
                {
                    (_verified[one], _steps[one]) = (true, (view * steps) + step);
                    verified.RightAt(_steps[one]);
                }
                for (var counted = step; view == 0 && counted <= (stops ? steps : step); counted++)
                {
                    _exact[one] = isGiven;
                    tally.Take(one, counted, isGiven, answer.HaltLogit);
                    onStep?.Invoke(one, counted, attempt.Answer);
                }
                if (!stops || (!_verified[one] && view + 1 < Math.Min(views, _questions[one].Views)))
                    return;
                if (!_verified[one])
                    _steps[one] = (view + 1) * steps;
                done(++ended);
            }
        }
    }

    // Side by side a sixteenth of the puzzles is asked on one thread, but no more than make the slots that idle at a chunk's end few. It does not depend on
    // the machine: in int8 graphs a slot's last digits depend on its neighbours.
    private int ChunkOf(MeasuringOptions options) => options.SideBySide ? options.Slots * Math.Clamp(puzzles.Count / (16 * options.Slots), 1, 16) : puzzles.Count;
}
