namespace Trm.Grid.Puzzles.Sudoku.Internal;

/// <summary>
/// Digits that a network supposes when it does not come to an answer: of the cells of which it is least sure, sooner than of others, each as often as it
/// believes in it. With one right digit more it often comes to the answer, and only the right answer is verified. The same beliefs bring the same suppositions.
/// </summary>
internal sealed class Suppositions(SudokuGrid givens)
{
    // Of what was believed before, with every further step.
    private const float Kept = 0.75f;

    private readonly List<(int Cell, byte Digit)> _supposed = [];
    private readonly SplitMix _random = SplitMix.Of(0, 0);
    private float[] _beliefs = []; // [cells, digits]

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
        while (_supposed.Count < number && SupposeOnce())
        {
        }
        return number <= _supposed.Count ? givens.With(_supposed[number - 1].Cell, _supposed[number - 1].Digit) : givens;
    }

    /// <summary>Once through the open cells, in random order, the less sure sooner (Efraimidis and Spirakis 2006: keys u^(1/w)), a digit not yet supposed in each.</summary>
    private bool SupposeOnce()
    {
        var before = _supposed.Count;
        if (_beliefs.Length == 0)
            return false;
        var order = new List<(double Key, int Cell)>();
        for (var cell = 0; cell < givens.Cells.Length; cell++)
            if (givens.Cells[cell] == 0)
                order.Add((Math.Pow(Uniform(), 1 / Math.Max(Entropy(cell), 1e-6)), cell));
        foreach (var (_, cell) in order.OrderByDescending(one => one.Key))
            if (Draw(cell) is > 0 and var digit)
                _supposed.Add((cell, digit));
        return _supposed.Count > before;
    }

    /// <summary>A digit not yet supposed there, as often as it is believed in; 0 where all were.</summary>
    private byte Draw(int cell)
    {
        var beliefs = _beliefs.AsSpan(cell * Side, Side);
        double left = 0;
        for (var digit = 0; digit < Side; digit++)
            left += IsNew(digit) ? beliefs[digit] : 0;
        var (at, last) = (Uniform() * left, 0);
        for (var digit = 0; digit < Side && at >= 0; digit++)
            if (IsNew(digit))
                (at, last) = (at - beliefs[digit], digit + 1);
        return (byte)last;

        bool IsNew(int digit) => !_supposed.Contains((cell, (byte)(digit + 1)));
    }

    private double Entropy(int cell)
    {
        var sum = 0.0;
        foreach (var belief in _beliefs.AsSpan(cell * Side, Side))
            sum -= belief > 0 ? belief * Math.Log(belief) : 0;
        return sum;
    }

    private double Uniform() => (_random.Next64() >> 11) * (1.0 / (1ul << 53));

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
