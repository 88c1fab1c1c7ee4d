using System.Security.Cryptography;
using System.Text;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Sudoku.Internal;

namespace Trm.Grid.Puzzles.Sudoku;

/// <summary>Training examples: puzzles of a list, or generated ones, each under a fresh random symmetry where asked.</summary>
public sealed class SudokuExamples : IExampleSource
{
    // A fresh symmetry each time.
    private const int EverAnother = -1;

    private readonly int box;
    private readonly long seed;
    private readonly int augmentations;
    private readonly int count;
    private readonly Func<int, SudokuPuzzle> puzzle;

    private SudokuExamples(int box, long seed, int augmentations, int count, string description, Func<int, SudokuPuzzle> puzzle)
    {
        (this.box, this.seed, this.augmentations, this.count, this.puzzle) = (box, seed, augmentations, count, puzzle);
        Digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(description)));
    }

    public TaskShape Shape => SudokuTask.Shape(box);

    public int Height => box * box;

    public int Width => box * box;

    /// <summary>Names the data from which examples are drawn, as <c>sha256:</c> and 64 digits; the order of drawing and the symmetries are no part of it.</summary>
    public string Digest { get; }

    /// <summary>
    /// Examples from a list. With augmentations each is a random puzzle of the list, as it is or under one of the symmetries that are its own; without,
    /// example i is puzzle i, over and over.
    /// </summary>
    /// <param name="puzzles">At least one, all of one size.</param>
    /// <param name="seed">Of the choice of puzzle and symmetry.</param>
    /// <param name="augmentations">How many symmetries a puzzle has beside itself; the papers' 1000, or 0.</param>
    public static SudokuExamples From(IReadOnlyList<SudokuPuzzle> puzzles, long seed, int augmentations)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(augmentations);
        if (puzzles.Count == 0)
            throw new ArgumentException("drawing Sudoku examples: expected at least one puzzle, got none; were all rows of the file rejected?", nameof(puzzles));
        var box = puzzles[0].Question.Box;
        if (puzzles.Any(p => p.Question.Box != box || p.Answer.Box != box))
            throw new ArgumentException("drawing Sudoku examples: expected puzzles of one size, got 4x4 and 9x9; split the file", nameof(puzzles));
        var description = new StringBuilder();
        foreach (var p in puzzles)
            description.Append(p.Question).Append(',').Append(p.Answer).Append('\n');
        return new(box, seed, augmentations, puzzles.Count, description.ToString(), i => puzzles[i]);
    }

    /// <summary>Examples from a dataset, which must outlive them: a puzzle is read when it is drawn.</summary>
    /// <inheritdoc cref="From(IReadOnlyList{SudokuPuzzle}, long, int)"/>
    public static SudokuExamples From(Dataset puzzles, long seed, int augmentations)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(augmentations);
        if (puzzles.Kind != DatasetKind.Sudoku || puzzles.Count == 0)
            throw new ArgumentException($"drawing Sudoku examples: expected a dataset of Sudokus, got {puzzles.Count} records of {puzzles.Kind}", nameof(puzzles));
        var box = puzzles[0].Question.Height == 4 ? 2 : 3;
        return new(box, seed, augmentations, puzzles.Count, puzzles.ContentDigest, i => Puzzle(puzzles[i]));

        SudokuPuzzle Puzzle(DatasetRecord record) => new() { Question = new(box, record.Question.Cells), Answer = new(box, record.Answer!.Cells), Source = record.Group, Rating = record.Numbers[0] };
    }

    /// <summary>Examples from generated minimal puzzles, each under a random symmetry. A puzzle is made when first drawn and then kept.</summary>
    /// <param name="box">Side of a box, 2 or 3.</param>
    /// <param name="count">Different puzzles.</param>
    /// <param name="seed">Of the puzzles and of everything drawn from them.</param>
    public static SudokuExamples Generated(int box, int count, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var made = new SudokuPuzzle?[count];
        // Two threads may make the same puzzle at once: they make equal ones.
        return new(box, seed, EverAnother, count, $"generated minimal sudoku, box {box}, count {count}, seed {seed}",
            i => made[i] ??= SudokuGenerator.Minimal(box, unchecked((long)SplitMix.Of(seed, ~i).Next64())));
    }

    public Example Draw(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (augmentations == 0)
            return Plain((int)(index % count));
        var random = SplitMix.Of(seed, index);
        var number = random.Next(count);
        if (augmentations == EverAnother)
            return Turned(number, SudokuSymmetry.Random(box, random));
        var turn = random.Next(augmentations + 1);
        return turn == 0 ? Plain(number) : Turned(number, SudokuSymmetry.Random(box, SplitMix.Of(~seed, ((long)number * augmentations) + turn)));
    }

    private Example Plain(int number)
    {
        var plain = puzzle(number);
        return SudokuTask.Example(plain.Question, plain.Answer);
    }

    private Example Turned(int number, SudokuSymmetry symmetry)
    {
        var drawn = puzzle(number);
        return SudokuTask.Example(symmetry.Apply(drawn.Question), symmetry.Apply(drawn.Answer));
    }
}
