namespace Trm.Grid.Puzzles.Planning;

/// <summary>What <see cref="PlannerExamples"/> shall look like.</summary>
public sealed record PlannerExampleOptions
{
    public required ulong Seed { get; init; }

    /// <summary>Rows and columns of every example; smaller maps lie somewhere in it, with lethal cells around.</summary>
    public int Canvas { get; init; } = 24;

    /// <summary>Fewest rows and columns of a map, 4 or more.</summary>
    public int MinSize { get; init; } = 12;

    /// <summary>Most rows and columns of a map; 0 for the whole canvas.</summary>
    public int MaxSize { get; init; }

    /// <summary>Share of examples whose free cells have different costs.</summary>
    public double CostShare { get; init; } = 0.5;

    /// <summary>Kinds of maps, each as likely as the next.</summary>
    public IReadOnlyList<MapFamily> Families { get; init; } = Enum.GetValues<MapFamily>();

    internal void Validate()
    {
        if (MinSize < 4 || MinSize > Canvas || MaxSize is not 0 && (MaxSize < MinSize || MaxSize > Canvas) || Canvas > 4096)
            throw new ArgumentException($"planner examples need 4 <= MinSize <= MaxSize <= Canvas <= 4096, got {MinSize}, {MaxSize}, {Canvas}");
        if (CostShare is not (>= 0 and <= 1))
            throw new ArgumentException($"planner examples need a cost share of 0 to 1, got {CostShare}");
        if (Families.Count == 0)
            throw new ArgumentException("planner examples need one family of maps at least, got none");
    }
}
