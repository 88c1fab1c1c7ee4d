namespace Trm.Grid.Edge.Serving;

/// <summary>How patient the agent is with the process of its model.</summary>
internal sealed record ServingTimes
{
    /// <summary>How often the process says that it is alive, and how often the agent looks, while a question is worked on.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    /// <summary>And between questions, when nobody waits: each look wakes a core that could sleep.</summary>
    public static readonly TimeSpan RestingBeat = TimeSpan.FromSeconds(1);

    /// <summary>A silent process of which no thread runs or wants to is given up after this: it is stopped, or its threads wait for each other.</summary>
    public TimeSpan AtRest { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Any silent process is: on a busy board even a healthy one may wait for its turn for a while.</summary>
    public TimeSpan Silent { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A first step of a size, which makes its buffers.</summary>
    public TimeSpan FirstStep { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Later steps: as many times the slowest so far of that size, but not less than <see cref="ShortestStep"/>.</summary>
    public int StepFactor { get; init; } = 8;

    public TimeSpan ShortestStep { get; init; } = TimeSpan.FromMilliseconds(700);

    /// <summary>After a cancel the answer is not waited for longer than this; what comes later is thrown away.</summary>
    public TimeSpan Cancel { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>Loading a model. Providers that compile an engine at first use take minutes.</summary>
    public TimeSpan Loading { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The first waiting time when one process after another dies at once; the first replacement waits for nothing.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);
}
