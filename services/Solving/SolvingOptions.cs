namespace Trm.Grid.Solving;

/// <summary>How much a solving service takes on.</summary>
public sealed record SolvingOptions
{
    /// <summary>Questions that are computed at the same time.</summary>
    public int Concurrency { get; init; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>Questions that may wait behind them; one more is refused.</summary>
    public int Waiting { get; init; } = 64;

    /// <summary>When a refused caller is told to come again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>For how long an alias is taken to name what it named last.</summary>
    public TimeSpan AliasAge { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Views of a question that are tried unless the caller says otherwise.</summary>
    public int Views { get; init; } = 8;

    internal void Require()
    {
        if (Concurrency < 1 || Waiting < 0 || Views < 1)
            throw new ArgumentException($"solving options: expected a concurrency and views of at least 1 and no negative queue, got {Concurrency}, {Views} and {Waiting}");
    }
}
