namespace Trm.Grid.Runtime.Measuring;

/// <summary>Counts after how many steps, over all views, puzzles came to an answer that the checker takes.</summary>
/// <param name="steps">Supervision steps of each view.</param>
internal sealed class VerifiedTally(int steps)
{
    private readonly StepCurve _curve = new();
    private int _solved, _unsolved;
    private long _taken;

    /// <summary>One came to a verified answer at this step of this view, and not before.</summary>
    public void Solved(int view, int step)
    {
        var taken = (view * steps) + step;
        _solved++;
        _taken += taken;
        _curve.RightAt(taken);
    }

    /// <summary>So many had all steps of all their views.</summary>
    /// <param name="count">How many.</param>
    /// <param name="views">Views that each of them had.</param>
    public void Unsolved(int count, int views)
    {
        _unsolved += count;
        _taken += (long)count * views * steps;
    }

    public double Share() => _solved / (double)(_solved + _unsolved);

    /// <summary>Steps to the first verified answer; all of them where none came.</summary>
    public double StepsMean() => _taken / (double)(_solved + _unsolved);

    /// <summary>By step over all views: the share verified within it.</summary>
    public Dictionary<uint, double> ByStep() => _curve.Shares(_solved + _unsolved);
}
