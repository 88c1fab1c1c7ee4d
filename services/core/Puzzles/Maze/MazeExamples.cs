using System.Security.Cryptography;
using System.Text;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Planning.Internal;

namespace Trm.Grid.Puzzles.Maze;

/// <summary>Training examples: mazes of a list, each under a fresh random symmetry where asked, or generated ones.</summary>
public sealed class MazeExamples : IExampleSource
{
    // Smaller ones hold hardly a way that turns.
    private const int LeastWindow = 5;

    private readonly Func<long, MazePuzzle> puzzle;

    private MazeExamples(TaskShape answer, int height, int width, string description, Func<long, MazePuzzle> puzzle)
    {
        (Shape, Height, Width, this.puzzle) = (answer, height, width, puzzle);
        Digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(description)));
    }

    public TaskShape Shape { get; }

    public int Height { get; }

    public int Width { get; }

    /// <summary>Names the data from which examples are drawn, as <c>sha256:</c> and 64 digits; the order of drawing and the symmetries are no part of it.</summary>
    public string Digest { get; }

    /// <summary>
    /// Examples from a list. With augmentation each is a random maze under a random symmetry that keeps the grid's size, solved anew so that its
    /// answer follows the same rule; without, example i is maze i with the list's own answer, over and over.
    /// </summary>
    /// <param name="answer">How they are answered: <see cref="MazeTask.Cells"/> or <see cref="MazeTask.Moves"/>.</param>
    /// <param name="mazes">At least one, all of one size.</param>
    /// <param name="seed">Of the choice of maze and symmetry.</param>
    /// <param name="augment">Whether to apply symmetries.</param>
    public static MazeExamples From(TaskShape answer, IReadOnlyList<MazePuzzle> mazes, long seed, bool augment)
    {
        if (mazes.Count == 0)
            throw new ArgumentException("drawing maze examples: expected at least one maze, got none; were all rows of the file rejected?", nameof(mazes));
        var (height, width) = (mazes[0].Question.Height, mazes[0].Question.Width);
        if (mazes.FirstOrDefault(maze => maze.Question.Height != height || maze.Question.Width != width) is { Question: var other })
            throw new ArgumentException($"drawing maze examples: expected mazes of one size, got {height}x{width} and {other.Height}x{other.Width}; split the file", nameof(mazes));
        var description = new StringBuilder($"mazes {height}x{width}\n");
        foreach (var maze in mazes)
            description.Append(maze.Question).Append(',').Append(maze.Answer).Append('\n');
        var views = height == width ? Dihedral.Count : Dihedral.Count / 2;
        return new(answer, height, width, description.ToString(), index => augment ? Augmented(mazes, views, seed, index) : mazes[(int)(index % mazes.Count)]);
    }

    /// <summary>Examples from a dataset, which must outlive them: a maze is read when it is drawn.</summary>
    /// <inheritdoc cref="From(TaskShape, IReadOnlyList{MazePuzzle}, long, bool)"/>
    public static MazeExamples From(TaskShape answer, Dataset mazes, long seed, bool augment) => From(answer, ListOf(mazes), seed, augment);

    /// <summary>A dataset's mazes, each read when it is asked for.</summary>
    public static IReadOnlyList<MazePuzzle> ListOf(Dataset mazes)
    {
        if (mazes.Kind != DatasetKind.Maze || mazes.Count == 0)
            throw new ArgumentException($"drawing maze examples: expected a dataset of mazes, got {mazes.Count} records of {mazes.Kind}", nameof(mazes));
        return new DatasetList<MazePuzzle>(mazes, record => new()
        {
            Question = new(record.Question.Height, record.Question.Width, record.Question.Cells),
            Answer = new(record.Question.Height, record.Question.Width, record.Answer!.Cells),
            Source = record.Group,
        });
    }

    /// <summary>Examples from generated mazes, a new one for every index.</summary>
    public static MazeExamples Generated(TaskShape answer, MazeOptions options, long seed) =>
        new(answer, options.Side, options.Side, $"generated mazes, {options}, seed {seed}", index => MazeGenerator.Draw(options, seed, index));

    public Example Draw(long index) => MazeTask.Example(DrawPuzzle(index), Shape);

    /// <summary>The maze behind an example.</summary>
    public MazePuzzle DrawPuzzle(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return puzzle(index);
    }

    /// <summary>
    /// Examples from square windows of a list's mazes: a random window of a random maze under a random symmetry, with a start and a goal of its own,
    /// solved anew. What a network learns of small windows costs a fraction and carries over: the weights know no grid's size.
    /// </summary>
    /// <param name="answer">How they are answered: <see cref="MazeTask.Cells"/> or <see cref="MazeTask.Moves"/>.</param>
    /// <param name="mazes">At least one, all of one size and no smaller than the window.</param>
    /// <param name="seed">Of all that is drawn.</param>
    /// <param name="side">Rows and columns of the window.</param>
    public static MazeExamples Windows(TaskShape answer, IReadOnlyList<MazePuzzle> mazes, long seed, int side)
    {
        var whole = From(answer, mazes, seed, augment: true);
        if (side < LeastWindow || side > Math.Min(whole.Height, whole.Width))
            throw new ArgumentException($"drawing windows of mazes: expected {LeastWindow} to {Math.Min(whole.Height, whole.Width)} rows and columns for mazes of {whole.Height}x{whole.Width}, got {side}; set window", nameof(side));
        return new(answer, side, side, $"windows of {side}x{side} of {whole.Digest}", index => MazeWindow.Draw(mazes, seed, index, side));
    }

    private static MazePuzzle Augmented(IReadOnlyList<MazePuzzle> mazes, int views, long seed, long index)
    {
        var dice = Dice.For(unchecked((ulong)seed), index);
        var drawn = mazes[dice.Between(0, mazes.Count - 1)];
        return MazeSolver.Solve(MazeSymmetry.Apply(dice.Between(0, views - 1), drawn.Question), drawn.Source)!;
    }
}
