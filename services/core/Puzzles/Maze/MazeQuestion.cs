using System.Numerics.Tensors;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Puzzles.Maze;

/// <summary>A maze as the solver puts it to a network: its eight views are the symmetries of <see cref="Dihedral"/>.</summary>
/// <param name="puzzle">The maze and a shortest path, which says how long an optimal answer is.</param>
public sealed class MazeQuestion(MazePuzzle puzzle) : ITokenQuestion<MazeGrid>
{
    /// <summary>Finds a shortest path first.</summary>
    /// <exception cref="ArgumentException">No maze with one start, one goal and no path, or no way leads from S to G: <see cref="MazeSolver.Solve"/> tells.</exception>
    public MazeQuestion(MazeGrid question)
        : this(MazeSolver.Solve(question) ?? throw new ArgumentException("asking for a path through a maze: expected a way from S to G, there is none", nameof(question)))
    {
    }

    public MazePuzzle Puzzle { get; } = puzzle;

    public int Views => Dihedral.Count;

    private MazeGrid Asked => Puzzle.Question;

    public (int Height, int Width) Size(int view) => Dihedral.Size(view, Asked.Height, Asked.Width);

    public void Encode(int view, Span<long> tokens)
    {
        if (tokens.Length != Asked.Cells.Length)
            throw new ArgumentException($"a maze of {Asked.Height}x{Asked.Width} has {Asked.Cells.Length} tokens, the buffer {tokens.Length}", nameof(tokens));
        var cells = MazeSymmetry.Apply(view, Asked).Cells;
        for (var i = 0; i < cells.Length; i++)
            tokens[i] = cells[i];
    }

    /// <summary>What the network says, taken back to the maze as asked. Verified: the maze is kept and its path is a shortest one.</summary>
    /// <param name="view">The view that was encoded.</param>
    /// <param name="logits">[H*W, classes] of that view: of <see cref="MazeTask.Cells"/> or <see cref="MazeTask.Moves"/>.</param>
    public Attempt<MazeGrid> Decode(int view, ReadOnlySpan<float> logits)
    {
        var asked = MazeSymmetry.Apply(view, Asked);
        var (cells, moves) = (asked.Cells.Length * MazeTask.Cells.Classes, asked.Cells.Length * MazeTask.Moves.Classes);
        if (logits.Length != cells && logits.Length != moves)
            throw new ArgumentException($"a maze of {Asked.Height}x{Asked.Width} has {cells} logits of cells or {moves} of moves, got {logits.Length}", nameof(logits));
        var answer = MazeSymmetry.Undo(view, logits.Length == cells ? Likeliest(asked, logits) : Followed(asked, logits));
        return new(answer, MazeRules.Check(Puzzle, answer).IsOptimal);
    }

    /// <summary>The likeliest kind of every cell.</summary>
    private static MazeGrid Likeliest(MazeGrid asked, ReadOnlySpan<float> logits)
    {
        var cells = new byte[asked.Cells.Length];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = (byte)(MazeCell.Wall + TensorPrimitives.IndexOfMax(logits.Slice((i * MazeTask.Tokens) + MazeCell.Wall, MazeCell.Path - MazeCell.Wall + 1)));
        return new(asked.Height, asked.Width, cells);
    }

    /// <summary>From the start the likeliest move, and so on: up to the goal, to a wall or to where it has been.</summary>
    private static MazeGrid Followed(MazeGrid asked, ReadOnlySpan<float> logits)
    {
        var cells = asked.Cells.ToArray();
        var (row, column) = Math.DivRem(Array.IndexOf(cells, MazeCell.Start), asked.Width);
        while (true)
        {
            var own = logits.Slice(((row * asked.Width) + column) * MazeTask.Moves.Classes, MazeTask.Moves.Classes);
            var move = MazeSolver.Moves[TensorPrimitives.IndexOfMax(own)];
            (row, column) = (row + Move.Dy[move], column + Move.Dx[move]);
            if ((uint)row >= (uint)asked.Height || (uint)column >= (uint)asked.Width || cells[(row * asked.Width) + column] != MazeCell.Free)
                return new(asked.Height, asked.Width, cells);
            cells[(row * asked.Width) + column] = MazeCell.Path;
        }
    }
}
