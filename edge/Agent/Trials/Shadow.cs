using System.Threading.Channels;
using Trm.Grid.Edge.Planning;
using Trm.Grid.Runtime;

namespace Trm.Grid.Edge.Trials;

/// <summary>Puts the robot's questions, once they are answered, also to the model before: the robot never waits for it.</summary>
/// <param name="limits">How long, and what counts as worse.</param>
/// <param name="clock">Whose time.</param>
/// <param name="ask">How a model is asked; null: by its planner.</param>
internal sealed class Shadow(TrialLimits limits, TimeProvider clock, Func<LoadedModel, PlanSample, CancellationToken, PlanOutcome>? ask = null)
{
    /// <summary>A question without a limit of its own must not hold up the trial.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private readonly Func<LoadedModel, PlanSample, CancellationToken, PlanOutcome> _ask = ask ?? Ask;
    private Channel<PlanSample>? _samples;

    public TrialLimits Limits => limits;

    /// <summary>Tells of a question that was answered. While the one before it is still with the other model, it is passed over.</summary>
    public void Offer(PlanSample sample) => Volatile.Read(ref _samples)?.Writer.TryWrite(sample);

    /// <summary>Tries a model until the limits are reached, or until it is clear that it is worse.</summary>
    /// <param name="digest">The model on trial: only what it answered counts.</param>
    /// <param name="previous">The one before it; stays the caller's.</param>
    /// <param name="cancel">Ends it without a verdict.</param>
    public async Task<TrialVerdict> RunAsync(string digest, LoadedModel previous, CancellationToken cancel)
    {
        var samples = Channel.CreateBounded<PlanSample>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var tally = new TrialTally(digest, previous.Digest, limits);
        using var over = new CancellationTokenSource(limits.Time, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, over.Token);
        Volatile.Write(ref _samples, samples);
        try
        {
            while (tally.Plans < limits.Plans && !tally.IsFarBehind)
            {
                var sample = await samples.Reader.ReadAsync(either.Token);
                // Where nobody finds a path, no model is better than another.
                if (sample.ModelDigest == digest && sample.Outcome.Planner != PlannerKind.None)
                    tally.Add(sample, await Task.Run(() => _ask(previous, sample, cancel), cancel));
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            // The time is up: what was asked by now decides.
        }
        finally
        {
            Volatile.Write(ref _samples, null);
        }
        return tally.Judge();
    }

    private static PlanOutcome Ask(LoadedModel previous, PlanSample sample, CancellationToken cancel)
    {
        var options = sample.Options.TimeLimit is null ? sample.Options with { TimeLimit = Longest } : sample.Options;
        return previous.Planner.Plan(sample.Map, sample.Start, sample.Goal, options, cancellation: cancel);
    }
}
