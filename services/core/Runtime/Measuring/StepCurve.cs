namespace Trm.Grid.Runtime.Measuring;

/// <summary>Counts at which supervision step an instance was first answered rightly.</summary>
public sealed class StepCurve
{
    private readonly SortedDictionary<int, int> _first = [];

    public void RightAt(int step) => _first[step] = _first.GetValueOrDefault(step) + 1;

    /// <summary>By step, from 1 to the last one at which anything changed: the share of all instances answered rightly within it.</summary>
    public Dictionary<uint, double> Shares(int instances)
    {
        var shares = new Dictionary<uint, double>();
        var right = 0;
        for (var step = 1; _first.Count > 0 && step <= _first.Keys.Last(); step++)
        {
            right += _first.GetValueOrDefault(step);
            shares[(uint)step] = right / (double)instances;
        }
        return shares;
    }
}
