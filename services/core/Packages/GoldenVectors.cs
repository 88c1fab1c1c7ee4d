namespace Trm.Grid.Packages;

/// <summary>
/// What the file of role <c>golden</c> holds: inputs of the step graph and the outputs that the fp32 training network gave for them, as tensors
/// named <c>&lt;case&gt;.&lt;input or output&gt;</c>, cases counted from 0.
/// </summary>
public sealed record GoldenVectors
{
    /// <summary>How many inputs.</summary>
    public required int Cases { get; init; }

    /// <summary>Supervision steps recorded of each.</summary>
    public required int Steps { get; init; }
}
