using System.Diagnostics;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles;
using Trm.Grid.Runtime;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>
/// Puzzles whose answers a checker judges. Every puzzle takes all steps, as the papers measure: exact is of the last answer of the puzzle as asked.
/// Beside it stands what a solver reaches that stops at the first verified answer and tries other views, for every budget of steps.
/// </summary>
/// <param name="puzzles">What is asked.</param>
/// <param name="questionOf">How a puzzle is put to the network.</param>
/// <param name="sourceOf">Where a puzzle comes from, as its set says.</param>
/// <param name="isExact">Whether an answer is the given one.</param>
/// <param name="onStep">Told every puzzle's answer as asked, and after which step.</param>
internal sealed class CheckedPuzzles<TPuzzle, TAnswer>(
    IReadOnlyList<TPuzzle> puzzles, Func<TPuzzle, ITokenQuestion<TAnswer>> questionOf, Func<TPuzzle, string> sourceOf, Func<TPuzzle, TAnswer, bool> isExact, Action<TPuzzle, int, TAnswer>? onStep = null)
{
    private const int Slots = 8;

    private readonly ITokenQuestion<TAnswer>[] _questions = [.. puzzles.Select(questionOf)];

    public Measurement Measure(StepModel model, Suite suite, Action<int> done, CancellationToken stop)
    {
        var steps = suite.MaxSteps == 0 ? model.Metadata.Steps : (int)suite.MaxSteps;
        var views = Math.Max(1, (int)suite.MaxViews);
        var (tally, verified, sources) = (new AnswerTally(puzzles.Count, steps), new VerifiedTally(steps), new SourceTally());
        var exact = new bool[puzzles.Count]; // the last answer as asked
        var (began, ended) = (Stopwatch.GetTimestamp(), 0);
        foreach (var chunk in Enumerable.Range(0, puzzles.Count).GroupBy(i => _questions[i].Size(0)).SelectMany(sameSize => sameSize.Chunk(Slots)))
        {
            var left = chunk;
            var view = 0;
            for (; left.Length > 0 && view < Math.Min(views, _questions[left[0]].Views); view++)
                left = Ask(model, left, view, steps, tally, verified, exact, stop);
            verified.Unsolved(left.Length, view);
            foreach (var one in chunk)
                sources.Take(sourceOf(puzzles[one]), exact[one], !left.Contains(one));
            done(ended += chunk.Length);
        }
        var metrics = tally.Metrics();
        metrics["verified"] = verified.Share();
        metrics["steps_mean"] = verified.StepsMean();
        metrics["ms_mean"] = Stopwatch.GetElapsedTime(began).TotalMilliseconds / puzzles.Count;
        return new(metrics, tally.ByStep()) { VerifiedByStep = verified.ByStep(), BySource = sources.Shares() };
    }

    /// <returns>Those without a verified answer at any step.</returns>
    private int[] Ask(StepModel model, int[] asked, int view, int steps, AnswerTally tally, VerifiedTally verified, bool[] exact, CancellationToken stop)
    {
        var (height, width) = _questions[asked[0]].Size(view);
        using var batch = model.Open(asked.Length, height, width);
        for (var slot = 0; slot < asked.Length; slot++)
            _questions[asked[slot]].Encode(view, batch.Tokens(slot));
        var open = new HashSet<int>(asked);
        // Of the puzzle as asked all steps count, of another view only those to a verified answer.
        for (var step = 1; step <= steps && (view == 0 || open.Count > 0); step++)
        {
            if (!batch.Step(stop))
                throw new OperationCanceledException(stop);
            for (var slot = 0; slot < asked.Length; slot++)
            {
                var one = asked[slot];
                if (view > 0 && !open.Contains(one))
                    continue;
                var attempt = _questions[one].Decode(view, batch.Logits(slot));
                if (attempt.Verified && open.Remove(one))
                    verified.Solved(view, step);
                if (view > 0)
                    continue;
                exact[one] = isExact(puzzles[one], attempt.Answer);
                tally.Take(one, step, exact[one], batch.Halt(slot));
                onStep?.Invoke(puzzles[one], step, attempt.Answer);
            }
        }
        return [.. asked.Where(open.Contains)];
    }
}
