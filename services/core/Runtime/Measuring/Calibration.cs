namespace Trm.Grid.Runtime.Measuring;

/// <summary>
/// How far what the halt head believes is from how often it is right: the expected calibration error in ten bins of equal width (Guo et al. 2017,
/// arXiv 1706.04599, equation 3). Belief is the halt logit's sigmoid; right means that the answer is exact.
/// </summary>
internal sealed class Calibration
{
    /// <summary>Bins of equal width over belief from 0 to 1.</summary>
    public const int Bins = 10;

    private readonly int[] _count = new int[Bins];
    private readonly int[] _right = new int[Bins];
    private readonly double[] _belief = new double[Bins];

    public void Add(double haltLogit, bool right)
    {
        var belief = 1 / (1 + Math.Exp(-haltLogit));
        // NOTE: a logit that is no number believes nothing, and must not fall outside of all bins.
        var bin = double.IsNaN(belief) ? 0 : Math.Min(Bins - 1, (int)(belief * Bins));
        _count[bin]++;
        _right[bin] += right ? 1 : 0;
        _belief[bin] += double.IsNaN(belief) ? 0 : belief;
    }

    /// <summary>0 is perfect, 1 the worst: over the bins, weighted by their answers, |mean belief - share that is right|. 0 without any answer.</summary>
    public double Error()
    {
        var error = 0.0;
        for (var bin = 0; bin < Bins; bin++)
            error += Math.Abs(_belief[bin] - _right[bin]);
        return _count.Sum() is var all and > 0 ? error / all : 0;
    }
}
