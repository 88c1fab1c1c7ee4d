using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Edge.Results;

/// <summary>The last few results that the disk refused, in memory: a link that stands may still bring them to the grid.</summary>
internal sealed class HeldResults
{
    /// <summary>Each is 1 MiB at most, and mostly a few KiB.</summary>
    private const int Most = 32;

    private readonly Lock _lock = new();
    private readonly List<PlanResult> _results = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _results.Count;
        }
    }

    /// <summary>Holds a result; the oldest gives way.</summary>
    public void Add(PlanResult result)
    {
        lock (_lock)
        {
            if (_results.Count == Most)
                _results.RemoveAt(0);
            // The caller's message goes on to the robot.
            _results.Add(result.Clone());
        }
    }

    /// <summary>Those held, oldest first.</summary>
    public PlanResult[] Peek()
    {
        lock (_lock)
            return [.. _results];
    }

    /// <returns>False when it had given way already.</returns>
    public bool Remove(PlanResult result)
    {
        lock (_lock)
            return _results.Remove(result);
    }
}
