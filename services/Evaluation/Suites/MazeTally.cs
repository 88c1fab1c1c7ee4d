using Trm.Grid.Puzzles.Maze;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>Counts what mazes were answered with.</summary>
internal sealed class MazeTally(int steps)
{
    private readonly int[] exactAt = new int[steps + 1];
    private int exact, valid, optimal, agreed, asked, verified;
    private int views = 1;
    private long taken;

    /// <summary>Mazes that have had all steps and views.</summary>
    public int Ended { get; private set; }

    /// <summary>An answer of the maze as asked.</summary>
    public void Take(int step, MazeReport report, bool believed)
    {
        exactAt[step] += report.IsExact ? 1 : 0;
        if (step < steps)
            return;
        asked++;
        exact += report.IsExact ? 1 : 0;
        valid += report.IsValid ? 1 : 0;
        optimal += report.IsOptimal ? 1 : 0;
        agreed += believed == report.IsExact ? 1 : 0;
    }

    /// <summary>Mazes that came to an optimal answer in this view, and after how many of its steps.</summary>
    public void Solved(int view, IEnumerable<int> firstSteps)
    {
        foreach (var first in firstSteps)
        {
            verified++;
            Ended++;
            taken += ((long)view * steps) + first;
        }
        views = Math.Max(views, view + 1);
    }

    public void Unsolved(int count)
    {
        Ended += count;
        taken += (long)count * views * steps;
    }

    public Measurement ToMeasurement(TimeSpan elapsed)
    {
        var count = (double)asked;
        return new(new Dictionary<string, double>
        {
            ["exact"] = exact / count,
            ["valid"] = valid / count,
            ["optimal"] = optimal / count,
            ["verified"] = verified / count,
            ["steps_mean"] = taken / count,
            ["halt_agreement"] = agreed / count,
            ["ms_mean"] = elapsed.TotalMilliseconds / count,
        }, Enumerable.Range(1, steps).ToDictionary(step => (uint)step, step => exactAt[step] / count));
    }
}
