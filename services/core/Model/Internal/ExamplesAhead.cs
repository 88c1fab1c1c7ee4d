using Trm.Grid.Puzzles;

namespace Trm.Grid.Model.Internal;

/// <summary>
/// Draws a source's next examples while the network works on the ones before. Since <see cref="IExampleSource.Draw"/> is a pure function of the index, what
/// comes out is the same as without it. For one thread at a time.
/// </summary>
/// <param name="source">Where they come from; it must outlive this.</param>
/// <param name="count">Examples that are drawn ahead.</param>
internal sealed class ExamplesAhead(IExampleSource source, int count) : IDisposable
{
    private readonly Dictionary<long, Task<Example>> underway = [];

    /// <summary>The examples of these indices, waited for or drawn now, several side by side.</summary>
    /// <exception cref="Exception">What the source threw for the first of them that failed.</exception>
    public Example[] Take(IReadOnlyList<long> indices)
    {
        var drawn = Task.WhenAll(indices.Select(Begin)).GetAwaiter().GetResult(); // waits for all of them before it throws
        foreach (var index in indices) underway.Remove(index);
        return drawn;
    }

    /// <summary>Begins to draw the examples from this index on that are not underway.</summary>
    public void Prepare(long next)
    {
        for (var index = next; index < next + count; index++) underway[index] = Begin(index);
    }

    /// <summary>Waits until nothing reads the source any more.</summary>
    public void Dispose()
    {
        Task.WhenAll(underway.Values).ContinueWith(_ => { }, TaskScheduler.Default).Wait(); // whatever they came to: nobody asks any more
        underway.Clear();
    }

    private Task<Example> Begin(long index) => underway.TryGetValue(index, out var begun) ? begun : Task.Run(() => source.Draw(index));
}
