using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace Trm.Grid.Hosting;

/// <summary>A journal whose entries are protobuf messages.</summary>
public sealed class Journal<TMessage>(string name, MessageParser<TMessage> parser)
    where TMessage : class, IMessage<TMessage>
{
    private const int Page = 256;

    /// <inheritdoc cref="IStateTransaction.Append"/>
    public long Append(IStateTransaction state, TMessage value, string? uniqueId = null) => state.Append(name, value.ToByteArray(), uniqueId);

    /// <summary>
    /// Appends an entry that makes those before it old news: at least so many of the newest stay for those who watch, at most twice as many.
    /// </summary>
    public long AppendNews(IStateTransaction state, TMessage value, int newest)
    {
        var sequence = Append(state, value);
        if (sequence % newest == 0)
            Trim(state, sequence - newest);
        return sequence;
    }

    public IReadOnlyList<JournalRecord<TMessage>> Read(IStateTransaction state, long after, int limit = Page) =>
        [.. state.Read(name, after, limit).Select(entry => new JournalRecord<TMessage>(entry.Sequence, parser.ParseFrom(entry.Value)))];

    public long LastSequence(IStateTransaction state) => state.LastSequence(name);

    public void Trim(IStateTransaction state, long through) => state.Trim(name, through);

    /// <inheritdoc cref="IStateStore.WaitForAppendAsync"/>
    public Task WaitAsync(IStateStore store, long after, CancellationToken cancellationToken) => store.WaitForAppendAsync(name, after, cancellationToken);

    /// <summary>All entries behind a sequence, then new ones as they come, until cancelled.</summary>
    public async IAsyncEnumerable<JournalRecord<TMessage>> WatchAsync(IStateStore store, long after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var last = after;
            var entries = await store.ReadAsync(state => Read(state, last), cancellationToken);
            foreach (var entry in entries)
            {
                yield return entry;
                after = entry.Sequence;
            }
            if (entries.Count == 0)
                await store.WaitForAppendAsync(name, after, cancellationToken);
        }
    }
}
