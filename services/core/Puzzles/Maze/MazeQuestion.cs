using System.Diagnostics;
using System.Numerics.Tensors;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Maze;

/// <summary>
/// A maze as the solver puts it to a network: its eight views are the symmetries of <see cref="Dihedral"/>. Not safe for several threads at once, and
/// it remembers: by rollouts an answer is read off all the policies it was given so far, each cell's way being the shortest that one of them goes
/// (parallel rollout: H. S. Chang, R. Givan and E. K. P. Chong, 2004).
/// </summary>
/// <param name="puzzle">The maze and a shortest path, which says how long an optimal answer is.</param>
/// <param name="reading">How the path is read off moves.</param>
public sealed class MazeQuestion(MazePuzzle puzzle, PathReading reading = PathReading.Rollout) : ITokenQuestion<MazeGrid>
{
    // [H * W] to the goal from every cell, the least that following a policy took; empty before the first, and where policies are only followed.
    private long[] _steps = [];

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
        var answer = logits.Length == cells ? MazeSymmetry.Undo(view, Likeliest(asked, logits)) : Walked(view, logits);
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

    /// <summary>Walks from the start up to the goal, or to where it leads nowhere or back.</summary>
    private MazeGrid Walked(int view, ReadOnlySpan<float> logits)
    {
        var policy = new MovePolicy(Asked, view, logits);
        var cells = Asked.Cells.ToArray();
        if (reading == PathReading.Rollout)
            TakeIn(policy);
        var at = Array.IndexOf(cells, MazeCell.Start);
        while (true)
        {
            at = Nearest(at, policy) is var near and >= 0 ? near : policy.MoveFrom(at).Next;
            if (at < 0 || cells[at] != MazeCell.Free)
                return new(Asked.Height, Asked.Width, cells);
            cells[at] = MazeCell.Path;
        }
    }

    /// <summary>Learns from a policy how far it is to the goal from every cell.</summary>
    private void TakeIn(MovePolicy policy)
    {
        var goal = Asked.Cells.IndexOf(MazeCell.Goal);
        var rollouts = new Rollouts(Asked.Cells.Length);
        rollouts.Begin(goal);
        if (_steps.Length == 0)
            Array.Fill(_steps = new long[Asked.Cells.Length], Rollouts.Never);
        for (var cell = 0; cell < _steps.Length; cell++)
            if (Asked.Cells[cell] != MazeCell.Wall)
                _steps[cell] = Math.Min(_steps[cell], rollouts.CostFrom(cell, policy));
    }

    /// <summary>The first neighbour, in the order of <see cref="MazeSolver.Moves"/>, from which the known way is shortest; -1 where none is known.</summary>
    private int Nearest(int cell, MovePolicy policy)
    {
        var (nearest, least) = (-1, Rollouts.Never);
        foreach (var move in MazeSolver.Moves)
            if (_steps.Length > 0 && policy.Neighbour(cell, move) is var next and >= 0 && _steps[next] < least)
                (nearest, least) = (next, _steps[next]);
        return nearest;
    }

    /// <summary>A network's logits as moves in the maze as asked.</summary>
    private readonly ref struct MovePolicy(MazeGrid maze, int view, ReadOnlySpan<float> logits) : ICellPolicy
    {
        private readonly ReadOnlySpan<float> _logits = logits;
        private readonly (int First, int PerColumn, int PerRow) _strides = Dihedral.Strides(view, maze.Height, maze.Width);

        public (int Next, long Cost) MoveFrom(int cell)
        {
            var own = _logits.Slice((_strides.First + (cell % maze.Width * _strides.PerColumn) + (cell / maze.Width * _strides.PerRow)) * MazeTask.Moves.Classes, MazeTask.Moves.Classes);
            var turned = MazeSolver.Moves[TensorPrimitives.IndexOfMax(own)];
            foreach (var move in MazeSolver.Moves)
                if (Dihedral.Map(view, move) == turned)
                    return (Neighbour(cell, move), 1);
            throw new UnreachableException();
        }

        /// <summary>-1 where a wall or the edge is.</summary>
        public int Neighbour(int cell, int move)
        {
            int row = (cell / maze.Width) + Move.Dy[move], column = (cell % maze.Width) + Move.Dx[move];
            return (uint)row < (uint)maze.Height && (uint)column < (uint)maze.Width && maze.Cells[(row * maze.Width) + column] != MazeCell.Wall ? (row * maze.Width) + column : -1;
        }
    }
}
