namespace Trm.Grid.Puzzles;

/// <summary>One labelled instance. Cells are in row-major order.</summary>
public sealed record Example
{
    public required int Height { get; init; }

    public required int Width { get; init; }

    /// <summary>Which of the dataset's puzzles it is, for networks that learn an embedding of each; 0 elsewhere.</summary>
    public int Puzzle { get; init; }

    /// <summary>[H*W], or empty where the task reads planes.</summary>
    public int[] Tokens { get; init; } = [];

    /// <summary>[C*H*W], channel first, or empty where the task reads tokens.</summary>
    public float[] Planes { get; init; } = [];

    /// <summary>[H*W]: the set of right classes of each cell, bit k for class k. Several bits: any of them is right. 0: the cell is not scored.</summary>
    public required uint[] Targets { get; init; }

    /// <summary>Indices of the cells on which the answer hangs: it is right when they are. Empty: on all that are scored.</summary>
    public int[] Decisive { get; init; } = [];
}
