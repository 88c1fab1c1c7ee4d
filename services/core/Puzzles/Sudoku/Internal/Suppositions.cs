namespace Trm.Grid.Puzzles.Sudoku.Internal;

/// <summary>
/// Digits that a network supposes when it does not come to an answer: in the cells of which it is least sure first, in each the digit first that it believes
/// in most. With one right digit more it often comes to the answer, the sooner the less it knew of that digit's cell, and only the right answer is verified.
/// </summary>
internal sealed class Suppositions(SudokuGrid givens)
{
    // Of what was believed before, with every further step.
    private const float Kept = 0.75f;

    // What is believed in less than this comes after all else.
    private const float Unlikely = 0.05f;

    private float[] _beliefs = []; // [cells, digits]
    private List<(int Cell, byte Digit)>? _supposed;

    private int Side => givens.Side;

    /// <summary>Takes up what the network believes after a step.</summary>
    /// <param name="logits">[cells, classes], of which the last are the digits.</param>
    /// <param name="classes">Of a cell.</param>
    public void Hear(ReadOnlySpan<float> logits, int classes)
    {
        var first = _beliefs.Length == 0;
        if (first)
            _beliefs = new float[givens.Cells.Length * Side];
        Span<float> shares = stackalloc float[Side];
        _supposed = null;
        for (var cell = 0; cell < givens.Cells.Length; cell++)
        {
            Share(logits.Slice((cell + 1) * classes - Side, Side), shares);
            for (var digit = 0; digit < Side; digit++)
            {
                ref var belief = ref _beliefs[cell * Side + digit];
                belief = first ? shares[digit] : (Kept * belief) + ((1 - Kept) * shares[digit]);
            }
        }
    }

    /// <summary>The puzzle with one more given; as it is where nothing is left to be supposed, or nothing was heard.</summary>
    /// <param name="number">Of the supposition, from 1.</param>
    public SudokuGrid With(int number)
    {
        _supposed ??= [.. Ordered()];
        return number <= _supposed.Count ? givens.With(_supposed[number - 1].Cell, _supposed[number - 1].Digit) : givens;
    }

    private IEnumerable<(int Cell, byte Digit)> Ordered()
    {
        if (_beliefs.Length == 0)
            return [];
        var open = Enumerable.Range(0, givens.Cells.Length).Where(cell => givens.Cells[cell] == 0).OrderByDescending(Entropy);
        var digits = open.SelectMany(cell => Enumerable.Range(0, Side).OrderByDescending(digit => Belief(cell, digit)).Select(digit => (Cell: cell, Digit: digit))).ToList();
        return digits.OrderBy(one => Belief(one.Cell, one.Digit) < Unlikely).Select(one => (one.Cell, (byte)(one.Digit + 1)));
    }

    private float Belief(int cell, int digit) => _beliefs[cell * Side + digit];

    private double Entropy(int cell)
    {
        var sum = 0.0;
        foreach (var belief in _beliefs.AsSpan(cell * Side, Side))
            sum -= belief > 0 ? belief * Math.Log(belief) : 0;
        return sum;
    }

    /// <summary>Softmax; of logits that are no numbers all digits are alike.</summary>
    private static void Share(ReadOnlySpan<float> logits, Span<float> shares)
    {
        float highest = float.NegativeInfinity, sum = 0;
        foreach (var logit in logits)
            highest = Math.Max(highest, logit);
        for (var digit = 0; digit < shares.Length; digit++)
            sum += shares[digit] = MathF.Exp(logits[digit] - highest);
        for (var digit = 0; digit < shares.Length; digit++)
            shares[digit] = float.IsFinite(sum) ? shares[digit] / sum : 1f / shares.Length;
    }
}
