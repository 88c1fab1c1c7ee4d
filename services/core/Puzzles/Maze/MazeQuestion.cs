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

    /// <summary>The likeliest of the cell's kinds everywhere, taken back to the maze as asked. Verified: the maze is kept and its path is a shortest one.</summary>
    public Attempt<MazeGrid> Decode(int view, ReadOnlySpan<float> logits)
    {
        var cells = new byte[Asked.Cells.Length];
        if (logits.Length != cells.Length * MazeTask.Classes)
            throw new ArgumentException($"a maze of {Asked.Height}x{Asked.Width} has {cells.Length} x {MazeTask.Classes} logits, got {logits.Length}", nameof(logits));
        for (var i = 0; i < cells.Length; i++)
            cells[i] = Likeliest(logits.Slice(i * MazeTask.Classes, MazeTask.Classes));
        var (height, width) = Size(view);
        var answer = MazeSymmetry.Undo(view, new(height, width, cells));
        return new(answer, MazeRules.Check(Puzzle, answer).IsOptimal);
    }

    private static byte Likeliest(ReadOnlySpan<float> logits)
    {
        var best = MazeCell.Wall;
        for (var kind = MazeCell.Free; kind <= MazeCell.Path; kind++)
            if (logits[kind] > logits[best])
                best = kind;
        return best;
    }
}
