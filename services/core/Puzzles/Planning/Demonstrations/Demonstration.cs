namespace Trm.Grid.Puzzles.Planning.Demonstrations;

/// <summary>A path that somebody went, on the map where it was gone. Nothing says why it is as it is: that is to be learned.</summary>
/// <param name="Map">Costs as a robot's planner sees them.</param>
/// <param name="Path">Neighbouring cells from start to goal, checked.</param>
public sealed record Demonstration(CostMap Map, IReadOnlyList<Cell> Path)
{
    /// <summary>How much two paths have in common: the F1 score of their sets of cells, 0 to 1.</summary>
    public static double Agreement(IReadOnlyCollection<Cell> one, IReadOnlyCollection<Cell> other)
    {
        if (one.Count + other.Count == 0)
            return 1;
        var cells = one.ToHashSet();
        return 2.0 * other.Distinct().Count(cells.Contains) / (cells.Count + other.Distinct().Count());
    }
}
