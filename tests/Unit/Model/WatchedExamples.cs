using System.Collections.Concurrent;
using System.Diagnostics;
using Trm.Grid.Puzzles;

namespace Trm.Grid.Tests.Unit.Model;

/// <summary>Examples of another source, and which of them were drawn.</summary>
internal sealed class WatchedExamples(IExampleSource source) : IExampleSource
{
    private readonly ConcurrentQueue<long> _drawn = new();
    private int _underway;

    public TaskShape Shape => source.Shape;
    public int Height => source.Height;
    public int Width => source.Width;

    /// <summary>Indices, in the order in which they were done.</summary>
    public IReadOnlyCollection<long> Drawn => _drawn;

    /// <summary>Examples that are being drawn now.</summary>
    public int Underway => Volatile.Read(ref _underway);

    /// <summary>What drawing one takes longer than it would.</summary>
    public TimeSpan Slow { get; set; }

    /// <summary>The index that cannot be drawn.</summary>
    public long Bad { get; init; } = -1;

    public Example Draw(long index)
    {
        Interlocked.Increment(ref _underway);
        try
        {
            if (Slow > TimeSpan.Zero) Thread.Sleep(Slow);
            if (index == Bad) throw new InvalidDataException($"example {index} is damaged");
            var example = source.Draw(index);
            _drawn.Enqueue(index);
            return example;
        }
        finally
        {
            Interlocked.Decrement(ref _underway);
        }
    }

    /// <summary>Whether so many are drawn within this time.</summary>
    public bool HasDrawn(int count, TimeSpan within)
    {
        var began = Stopwatch.GetTimestamp();
        while (_drawn.Count < count && Stopwatch.GetElapsedTime(began) < within) Thread.Sleep(5);
        return _drawn.Count >= count;
    }
}
