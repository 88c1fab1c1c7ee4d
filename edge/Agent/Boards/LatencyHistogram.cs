namespace Trm.Grid.Edge.Boards;

/// <summary>Percentiles of durations in constant memory: buckets that grow by 5 %, from a microsecond to an hour.</summary>
internal sealed class LatencyHistogram
{
    private const double Growth = 1.05;
    private const double Shortest = 1e-6;
    // log(3600 / 1e-6) / log(1.05) = 451.
    private readonly long[] _counts = new long[452];
    private readonly Lock _lock = new();
    private long _total;

    public void Add(TimeSpan elapsed)
    {
        var bucket = (int)Math.Ceiling(Math.Log(Math.Max(elapsed.TotalSeconds, Shortest) / Shortest) / Math.Log(Growth));
        lock (_lock)
        {
            _counts[Math.Min(bucket, _counts.Length - 1)]++;
            _total++;
        }
    }

    /// <summary>The upper bound of the bucket that holds the percentile, or null before the first duration.</summary>
    /// <param name="share">0 to 1: 0.99 for the 99th percentile.</param>
    public TimeSpan? Percentile(double share)
    {
        lock (_lock)
        {
            if (_total == 0)
                return null;
            var wanted = Math.Max(1, (long)Math.Ceiling(share * _total));
            var bucket = 0;
            for (var seen = _counts[0]; seen < wanted; seen += _counts[bucket])
                bucket++;
            return TimeSpan.FromSeconds(Shortest * Math.Pow(Growth, bucket));
        }
    }
}
