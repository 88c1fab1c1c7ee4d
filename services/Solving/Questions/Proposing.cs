using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles;
using Trm.Grid.Runtime;
using Trm.Grid.Solving.Models;

namespace Trm.Grid.Solving.Questions;

/// <summary>Puts a question to a network and tells its answers as the contract has them.</summary>
internal static class Proposing
{
    /// <param name="model">Who is asked.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="limits">How long it may recurse.</param>
    /// <param name="write">Puts what was answered, null where nothing was, into the message; called on a computing thread for every step where onStep is given.</param>
    /// <param name="onStep">Told the answer after every step, on a computing thread; null where nobody asks.</param>
    /// <param name="began">Timestamp from which its time counts.</param>
    /// <param name="cancellation">Ends the computation.</param>
    /// <returns>The best verified answer, else the last one.</returns>
    public static Answer Propose<TAnswer>(
        ServedModel model, IQuestion<TAnswer> question, SolveOptions limits, Action<Answer, TAnswer?> write, Action<Answer>? onStep, long began, CancellationToken cancellation)
    {
        var taken = 0;
        var solution = model.Solver.Solve(question, limits,
            onStep is null ? null : step => onStep(Written(step.Attempt.Answer, step.Attempt.Verified, ++taken, step.View + 1, step.HaltLogit)), cancellation);
        cancellation.ThrowIfCancellationRequested();
        return Written(solution.Answer, solution.Verified, solution.Steps, solution.Views, solution.HaltLogit);

        Answer Written(TAnswer? answer, bool verified, int steps, int views, float halt)
        {
            var message = new Answer
            {
                Solver = SolverKind.Trm,
                Verified = verified,
                Steps = (uint)steps,
                Views = (uint)views,
                HaltLogit = halt,
                Elapsed = Stopwatch.GetElapsedTime(began).ToDuration(),
                ModelDigest = model.Digest.ToString(),
            };
            write(message, answer);
            return message;
        }
    }
}
