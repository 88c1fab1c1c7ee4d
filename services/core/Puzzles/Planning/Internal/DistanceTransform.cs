namespace Trm.Grid.Puzzles.Planning.Internal;

/// <summary>
/// Exact squared Euclidean distance to the nearest lethal cell, from centre to centre in cells, in linear time: Felzenszwalb and Huttenlocher,
/// "Distance Transforms of Sampled Functions" (2012): columns first, then the lower envelope of parabolas along each row.
/// </summary>
internal sealed class DistanceTransform
{
    /// <summary>The distance where the map holds no lethal cell, and the cap of all others.</summary>
    public const int Far = int.MaxValue;

    private int[] _squared = [];
    private int[] _vertical = [];
    private int[] _sites = [];
    private double[] _borders = [];

    /// <returns>[height * width] squared distances, valid until the next call.</returns>
    public Span<int> Squared(ReadOnlySpan<byte> cells, int width, int height)
    {
        var count = width * height;
        if (_squared.Length < count)
            _squared = new int[count];
        if (_sites.Length < width)
            (_vertical, _sites, _borders) = (new int[width], new int[width], new double[width + 1]);
        var squared = _squared.AsSpan(0, count);
        Columns(cells, squared, width, height);
        for (var y = 0; y < height; y++)
            Row(squared.Slice(y * width, width));
        return squared;
    }

    // Leaves the distance (not squared) to the nearest lethal cell of the same column.
    private static void Columns(ReadOnlySpan<byte> cells, Span<int> distance, int width, int height)
    {
        for (var i = 0; i < distance.Length; i++)
            distance[i] = cells[i] == CellCost.Lethal ? 0 : i < width || distance[i - width] == Far ? Far : distance[i - width] + 1;
        for (var i = distance.Length - width - 1; i >= 0; i--)
            if (distance[i + width] < distance[i])
                distance[i] = distance[i + width] + 1;
    }

    private void Row(Span<int> row)
    {
        var vertical = _vertical.AsSpan(0, row.Length);
        row.CopyTo(vertical);
        var (sites, borders) = (_sites, _borders);
        var last = -1;
        for (var q = 0; q < row.Length; q++)
        {
            if (vertical[q] == Far)
                continue;
            var border = double.NegativeInfinity;
            while (last >= 0 && (border = Crossing(vertical, sites[last], q)) <= borders[last])
                last--;
            if (last < 0)
                border = double.NegativeInfinity;
            sites[++last] = q;
            borders[last] = border;
            borders[last + 1] = double.PositiveInfinity;
        }
        if (last < 0)
            return;
        for (int x = 0, k = 0; x < row.Length; x++)
        {
            while (borders[k + 1] < x)
                k++;
            long dx = x - sites[k], dy = vertical[sites[k]];
            row[x] = (int)Math.Min((dx * dx) + (dy * dy), Far);
        }
    }

    // Where the parabola of site q begins to lie below that of site p < q.
    private static double Crossing(ReadOnlySpan<int> vertical, int p, int q)
    {
        double fp = vertical[p], fq = vertical[q];
        return ((fq * fq) + ((double)q * q) - (fp * fp) - ((double)p * p)) / (2.0 * (q - p));
    }
}
