namespace Trm.Grid.Edge.Swap;

/// <summary>The work of a state. Its answer is the next event; work that only waits ends by being cancelled.</summary>
internal delegate Task<SwapEvent> SwapWork(SwapSteps steps, CancellationToken cancel);

/// <summary>One row of the table.</summary>
/// <param name="In">The states it holds in.</param>
/// <param name="On">The event.</param>
/// <param name="Does">The work that begins; what ran before was cancelled.</param>
/// <param name="Next">The state while the work runs.</param>
/// <param name="MustNot">What the work must never do.</param>
internal sealed record SwapRow(SwapState In, SwapEvent On, SwapWork Does, SwapState Next, string MustNot);
