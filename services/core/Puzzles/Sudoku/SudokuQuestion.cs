using Trm.Grid.Puzzles.Sudoku.Internal;

namespace Trm.Grid.Puzzles.Sudoku;

/// <summary>
/// A puzzle as the solver puts it to a network. View 0 is the puzzle as asked, every other one a fixed random symmetry of it or, for a network to which all
/// symmetries are the same, the puzzle with one more given that the network supposed itself under view 0. Not safe for several threads at once.
/// </summary>
/// <param name="givens">The puzzle. Whether it has a solution is not asked here: <see cref="SudokuSolver.Solve"/> tells.</param>
/// <param name="supposing">Whether views after the first are suppositions.</param>
public sealed class SudokuQuestion(SudokuGrid givens, bool supposing = false) : ITokenQuestion<SudokuGrid>
{
    private readonly Suppositions? _suppositions = supposing ? new(givens) : null;

    public SudokuGrid Givens { get; } = givens;

    /// <summary>There are billions of symmetries and hundreds of suppositions; nobody tries more than a few.</summary>
    public int Views => 1024;

    private int Classes => Givens.Side + 2;

    public (int Height, int Width) Size(int view) => (Givens.Side, Givens.Side);

    public void Encode(int view, Span<long> tokens)
    {
        var cells = (view > 0 && _suppositions is not null ? _suppositions.With(view) : Symmetry(view).Apply(Givens)).Cells;
        if (tokens.Length != cells.Length)
            throw new ArgumentException($"a Sudoku of side {Givens.Side} has {cells.Length} tokens, the buffer {tokens.Length}", nameof(tokens));
        for (var i = 0; i < cells.Length; i++)
            tokens[i] = cells[i] + 1;
    }

    /// <summary>The likeliest digit of each cell, taken back to the puzzle as asked. Verified: it is full, keeps the rules and keeps the givens.</summary>
    public Attempt<SudokuGrid> Decode(int view, ReadOnlySpan<float> logits)
    {
        var cells = new byte[Givens.Cells.Length];
        if (logits.Length != cells.Length * Classes)
            throw new ArgumentException($"a Sudoku of side {Givens.Side} has {cells.Length} x {Classes} logits, got {logits.Length}", nameof(logits));
        if (view == 0)
            _suppositions?.Hear(logits, Classes);
        for (var i = 0; i < cells.Length; i++)
            cells[i] = (byte)(1 + Largest(logits.Slice(i * Classes + 2, Givens.Side)));
        var answer = Symmetry(view).Inverse().Apply(new(Givens.Box, cells));
        return new(answer, SudokuRules.Answers(Givens, answer));
    }

    private SudokuSymmetry Symmetry(int view) => view == 0 || _suppositions is not null ? SudokuSymmetry.Identity(Givens.Box) : SudokuSymmetry.Random(Givens.Box, view);

    private static int Largest(ReadOnlySpan<float> values)
    {
        var largest = 0;
        for (var i = 1; i < values.Length; i++)
            if (values[i] > values[largest])
                largest = i;
        return largest;
    }
}
