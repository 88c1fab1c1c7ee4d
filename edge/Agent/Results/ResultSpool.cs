using Google.Protobuf;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Edge.Results;

/// <summary>
/// Results on their way to the grid, failures apart: a robot that found no path is what somebody will ask about after weeks offline, so ordinary
/// results give way first. Together they stay within the bound.
/// </summary>
internal sealed class ResultSpool
{
    private const int FailureShare = 4;
    private readonly Spool _ordinary;
    private readonly Spool _failures;
    private readonly HeldResults _held = new();

    /// <param name="folder">Its own folder.</param>
    /// <param name="maxBytes">Bound of all files together, at least 16 KiB; a quarter is the failures'.</param>
    public ResultSpool(string folder, long maxBytes)
    {
        _ordinary = new Spool(folder, maxBytes - (maxBytes / FailureShare));
        _failures = new Spool(Path.Combine(folder, "failures"), maxBytes / FailureShare, _ordinary.GiveWay);
    }

    /// <summary>Results that wait, on disk or in memory.</summary>
    public long Count => _ordinary.Count + _failures.Count + _held.Count;

    /// <summary>Results that were given up since the spool was made. What is in memory is counted among them only once the process has ended.</summary>
    public long Dropped => Math.Max(0, _ordinary.Dropped + _failures.Dropped - _held.Count);

    /// <summary>Keeps a result; when it returns true the disk has it.</summary>
    /// <returns>False when the disk takes nothing; the last few of these wait in memory.</returns>
    public bool Append(PlanResult result)
    {
        if (Of(IsFailure(result)).Append(result.ToByteArray()))
            return true;
        _held.Add(result);
        return false;
    }

    /// <summary>The oldest results that wait: ids grow with time.</summary>
    /// <param name="count">At most so many.</param>
    /// <param name="bytes">And of each kind, behind its first, at most so many bytes.</param>
    public List<SpooledPlan> Peek(int count, int bytes) =>
        [.. Read(false, count, bytes).Concat(Read(true, count, bytes)).Concat(Held(bytes)).OrderBy(p => p.Result.Id, StringComparer.Ordinal).Take(count)];

    /// <summary>Forgets results that the grid has kept.</summary>
    public void Acknowledge(IReadOnlyCollection<SpooledPlan> plans)
    {
        foreach (var kind in (bool[])[false, true])
            Of(kind).Acknowledge(plans.Where(p => p.IsFailure == kind).Select(p => p.Sequence).OfType<long>());
        foreach (var plan in plans.Where(p => p.Sequence is null))
            if (_held.Remove(plan.Result))
                Of(plan.IsFailure).Undrop();
    }

    /// <summary>Gives up a result that the grid will never take, and counts it as dropped.</summary>
    public void Discard(SpooledPlan plan)
    {
        if (plan.Sequence is { } sequence)
            Of(plan.IsFailure).Discard(sequence);
        else
            _held.Remove(plan.Result);
    }

    private IEnumerable<SpooledPlan> Held(int bytes)
    {
        var taken = 0;
        return _held.Peek().TakeWhile((result, at) => (taken += result.CalculateSize()) <= bytes || at == 0).Select(result => new SpooledPlan(result, IsFailure(result), null));
    }

    private static bool IsFailure(PlanResult result) => result.Plan.ErrorCode != 0;

    private IEnumerable<SpooledPlan> Read(bool failure, int count, int bytes) =>
        Of(failure).Peek(count, bytes).Select(r => new SpooledPlan(PlanResult.Parser.ParseFrom(r.Payload), failure, r.Sequence));

    private Spool Of(bool failure) => failure ? _failures : _ordinary;
}

/// <summary>A result that waits for the grid.</summary>
/// <param name="Result">As the robot got it.</param>
/// <param name="IsFailure">No path was found.</param>
/// <param name="Sequence">Its place among those of its kind; null: the disk refused it, it is in memory.</param>
internal sealed record SpooledPlan(PlanResult Result, bool IsFailure, long? Sequence);
