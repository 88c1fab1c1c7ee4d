using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Planning.Demonstrations;

/// <summary>
/// Planner examples out of demonstrations: in each cell of a path the demonstrated move is the one right move; no other cell is scored. Maps are turned
/// by right angles but never mirrored: who keeps to the right keeps to the left in a mirror.
/// </summary>
public sealed class DemonstrationExamples : IExampleSource
{
    // Of the symmetries of Dihedral those with an even number of reflections.
    private static readonly int[] s_rotations = [0, 3, 5, 6];

    private readonly IReadOnlyList<Demonstration> _demonstrations;
    private readonly ulong _seed;
    private readonly int _side;

    /// <param name="demonstrations">At least one.</param>
    /// <param name="seed">Of the choice of demonstration and rotation.</param>
    public DemonstrationExamples(IReadOnlyList<Demonstration> demonstrations, long seed)
    {
        if (demonstrations.Count == 0)
            throw new ArgumentException("drawing demonstrations: expected at least one, got none; were all rows rejected?", nameof(demonstrations));
        (_demonstrations, _seed) = (demonstrations, unchecked((ulong)seed));
        _side = demonstrations.Max(shown => Math.Max(shown.Map.Width, shown.Map.Height));
    }

    public TaskShape Shape => PlannerTask.Shape;

    public int Height => _side;

    public int Width => _side;

    /// <summary>Examples from a dataset, read whole.</summary>
    public static DemonstrationExamples From(Dataset dataset, long seed) => dataset.Kind == DatasetKind.Demonstrations
        ? new([.. dataset.Records.Select(DemonstrationRecord.Read)], seed)
        : throw new ArgumentException($"drawing demonstrations: expected a dataset of them, got one of {dataset.Kind}", nameof(dataset));

    public Example Draw(long index)
    {
        var dice = Dice.For(_seed, index);
        var shown = _demonstrations[dice.Between(0, _demonstrations.Count - 1)];
        var view = s_rotations[dice.Between(0, s_rotations.Length - 1)];
        var cells = new byte[_side * _side];
        cells.AsSpan().Fill(CellCost.Lethal);
        for (var y = 0; y < shown.Map.Height; y++)
            shown.Map.Cells.Slice(y * shown.Map.Width, shown.Map.Width).CopyTo(cells.AsSpan(y * _side));
        var planes = new float[PlannerTask.Channels * cells.Length];
        PlannerTask.Encode(cells, _side, _side, shown.Path[^1], false, view, planes);
        var targets = new uint[cells.Length];
        for (var i = 0; i + 1 < shown.Path.Count; i++)
        {
            var at = Dihedral.Map(view, shown.Path[i], _side, _side);
            targets[(at.Y * _side) + at.X] = 1u << Dihedral.Map(view, Move.Between(shown.Path[i], shown.Path[i + 1]));
        }
        return new() { Height = _side, Width = _side, Planes = planes, Targets = targets };
    }
}
