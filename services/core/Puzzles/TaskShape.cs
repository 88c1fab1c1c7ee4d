namespace Trm.Grid.Puzzles;

/// <summary>What a network reads in every cell: one integer token, or a stack of float planes.</summary>
public enum InputKind { Tokens, Planes }

/// <summary>A task as a network sees it: what it reads in a cell, among how many classes it answers there, and on what grid.</summary>
public sealed record TaskShape
{
    /// <summary>The task's name: <c>sudoku</c>, <c>maze</c>, <c>planner</c> …</summary>
    public required string Task { get; init; }

    public required InputKind Input { get; init; }

    /// <summary>Token values run from 0 to this less one; 0 where the input is planes.</summary>
    public int Vocabulary { get; init; }

    /// <summary>Float planes in a cell; 0 where the input is tokens.</summary>
    public int Channels { get; init; }

    /// <summary>Classes that the answer head chooses from in every cell, 32 at most.</summary>
    public required int Classes { get; init; }

    /// <summary>The grid's rows; 0 where any size goes.</summary>
    public int Height { get; init; }

    /// <summary>The grid's columns; 0 where any size goes.</summary>
    public int Width { get; init; }
}
