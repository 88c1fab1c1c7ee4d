namespace Trm.Grid.Runtime;

/// <summary>How a question ended.</summary>
public sealed record Solution<TAnswer>
{
    /// <summary>The best verified answer, else the last one; default where not one step ran to its end.</summary>
    public required TAnswer? Answer { get; init; }

    /// <summary>Whether <see cref="Answer"/> passed the task's checker.</summary>
    public required bool Verified { get; init; }

    /// <summary>The answer's cost where the task has one.</summary>
    public required double Cost { get; init; }

    /// <summary>Supervision steps over all views.</summary>
    public required int Steps { get; init; }

    /// <summary>Views begun.</summary>
    public required int Views { get; init; }

    /// <summary>What the halt head said of <see cref="Answer"/>; NaN where there is none.</summary>
    public required float HaltLogit { get; init; }

    public required StopReason Stopped { get; init; }

    /// <summary>From the call to this question's end, waiting for a slot included.</summary>
    public required TimeSpan Elapsed { get; init; }
}
