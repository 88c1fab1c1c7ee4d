using Trm.Grid.Puzzles;

namespace Trm.Grid.Model;

/// <summary>A known way to a known result.</summary>
public sealed record Preset
{
    public required string Name { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Description { get; init; }

    public required ModelConfiguration Configuration { get; init; }

    public required Recipe Recipe { get; init; }

    /// <summary>What a run reaches, on what machine and in what time; or what is known of it from elsewhere.</summary>
    public required string Expected { get; init; }

    /// <summary>Where the recipe and the expectation come from.</summary>
    public required string Source { get; init; }

    /// <summary>Training examples by seed; null where the task has no generator and needs a dataset.</summary>
    public Func<long, IExampleSource>? Generator { get; init; }

    /// <summary>Examples for measuring by seed; null: as <see cref="Generator"/> makes them.</summary>
    public Func<long, IExampleSource>? HeldOutGenerator { get; init; }

    /// <summary>What to train on.</summary>
    /// <exception cref="ArgumentException">The preset has no generator.</exception>
    public IExampleSource Examples(long seed) => Generator?.Invoke(seed)
        ?? throw new ArgumentException($"preset {Name}: {Configuration.Shape.Task} examples are not generated, expected a dataset; name one");

    /// <summary>What to measure on: choose a seed that nothing was trained with.</summary>
    /// <exception cref="ArgumentException">The preset has no generator.</exception>
    public IExampleSource HeldOut(long seed) => HeldOutGenerator?.Invoke(seed) ?? Examples(seed);
}
