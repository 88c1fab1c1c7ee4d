namespace Trm.Grid.Runtime;

/// <summary>How long a question may recurse.</summary>
public sealed record SolveOptions
{
    /// <summary>Supervision steps in one view; null takes the model's own limit.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>
    /// Views of a question that are tried one after the other before giving up; view 0 is the question as asked.
    /// </summary>
    public int MaxViews { get; init; } = 8;

    /// <summary>Time for the whole call; null sets no limit. A running step is broken off.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Whether a view ends when the halt head believes in an answer that is not verified.</summary>
    public bool StopOnHalt { get; init; } = true;

    /// <summary>Whether the question as asked has all its steps, whatever is verified on the way, as papers measure.</summary>
    public bool WholeFirstView { get; init; }

    /// <summary>
    /// Steps that a verified answer must go without a better one before it is final, unless the next one that is verified costs the same, which is as good as
    /// saying it again, or the halt head ends it sooner. 0, right where verified means right, takes it at once.
    /// </summary>
    public int SettleSteps { get; init; }

    /// <summary>
    /// Whether of several verified answers the latest is taken and not the cheapest: right for a network that was taught other costs than the checker knows.
    /// </summary>
    public bool TakeLatest { get; init; }

    /// <summary>Questions that recurse side by side when several are asked.</summary>
    public int Slots { get; init; } = 8;
}
