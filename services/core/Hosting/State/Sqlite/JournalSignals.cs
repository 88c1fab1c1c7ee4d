using System.Collections.Concurrent;

namespace Trm.Grid.Hosting;

/// <summary>Wakes those who wait for a journal to grow, within this process.</summary>
internal sealed class JournalSignals
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> waiting = new();

    /// <summary>Completes with the journal's next growth after this call.</summary>
    public Task Next(string journal) => waiting.GetOrAdd(journal, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Signal(string journal)
    {
        if (waiting.TryRemove(journal, out var source))
            source.SetResult();
    }
}
