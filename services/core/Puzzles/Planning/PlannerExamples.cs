using Trm.Grid.Puzzles.Planning.Generators;
using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Planning;

/// <summary>
/// Planner examples: a generated map of random size, a share of them with travel costs, a random goal, and for every cell that reaches it the set of
/// best moves (<see cref="DistanceField"/>). The goal, blocked cells and cells that do not reach it are not scored.
/// </summary>
public sealed class PlannerExamples : IExampleSource
{
    // Fewest cells that a goal must be reachable from, as a share of the passable ones: on less there is nothing to learn.
    private const double EnoughReached = 0.25;

    [ThreadStatic]
    private static Scratch? s_scratch;

    private readonly PlannerExampleOptions _options;

    public PlannerExamples(PlannerExampleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options with { MaxSize = options.MaxSize == 0 ? options.Canvas : options.MaxSize, Families = [.. options.Families] };
    }

    public TaskShape Shape => PlannerTask.Shape;

    public int Height => _options.Canvas;

    public int Width => _options.Canvas;

    public Example Draw(long index)
    {
        var (cells, field) = Map(index);
        var count = Height * Width;
        var planes = new float[PlannerTask.Channels * count];
        PlannerTask.Encode(cells, Height, Width, field.Goal, false, 0, planes);
        var targets = new uint[count];
        for (int y = 0, i = 0; y < Height; y++)
            for (var x = 0; x < Width; x++, i++)
                targets[i] = field.BestMoves(new(x, y));
        return new() { Height = Height, Width = Width, Planes = planes, Targets = targets };
    }

    /// <summary>The map and the goal behind an example, to plan on.</summary>
    public (CostMap Map, Cell Goal) DrawMap(long index)
    {
        var (cells, field) = Map(index);
        return (new(Width, Height, cells.ToArray()), field.Goal);
    }

    private (byte[] Cells, DistanceField Field) Map(long index)
    {
        var scratch = s_scratch is { } kept && kept.Canvas.Length == Height * Width ? kept : s_scratch = new(Height * Width);
        var dice = Dice.For(_options.Seed, index);
        for (var attempt = 0; ; attempt++)
        {
            var (width, height) = (dice.Between(_options.MinSize, _options.MaxSize), dice.Between(_options.MinSize, _options.MaxSize));
            var cells = scratch.Map.AsSpan(0, width * height);
            // Whatever the dice say, an example comes out in the end: the last resort is an empty map.
            if (attempt < 16)
                MapGenerator.Draw(_options.Families[dice.Between(0, _options.Families.Count - 1)], cells, width, height, ref dice);
            else
                cells.Clear();
            if (dice.Chance(_options.CostShare))
                TravelCosts.Draw(new(cells, width, height), scratch.Transform, ref dice);
            scratch.Canvas.AsSpan().Fill(CellCost.Lethal);
            var (left, top) = (dice.Between(0, Width - width), dice.Between(0, Height - height));
            for (var y = 0; y < height; y++)
                cells.Slice(y * width, width).CopyTo(scratch.Canvas.AsSpan(((top + y) * Width) + left));
            if (FindGoal(scratch, ref dice))
                return (scratch.Canvas, scratch.Field);
        }
    }

    private bool FindGoal(Scratch scratch, ref Dice dice)
    {
        var (cells, passable) = (scratch.Canvas, scratch.Passable);
        var count = 0;
        for (var i = 0; i < cells.Length; i++)
            if (CellCost.IsPassable(cells[i], false))
                passable[count++] = i;
        for (var attempt = 0; attempt < 4 && count >= 8; attempt++)
        {
            var goal = passable[dice.Between(0, count - 1)];
            scratch.Field.Compute(cells, Width, Height, new(goal % Width, goal / Width), false, default);
            if (scratch.Field.Reached >= Math.Max(8, EnoughReached * count))
                return true;
        }
        return false;
    }

    private sealed class Scratch(int count)
    {
        public byte[] Map { get; } = new byte[count];

        public byte[] Canvas { get; } = new byte[count];

        public int[] Passable { get; } = new int[count];

        public DistanceField Field { get; } = new();

        public DistanceTransform Transform { get; } = new();
    }
}
