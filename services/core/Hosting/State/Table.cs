using Google.Protobuf;

namespace Trm.Grid.Hosting;

/// <summary>A table whose records are protobuf messages.</summary>
public sealed class Table<TMessage>(string name, MessageParser<TMessage> parser)
    where TMessage : class, IMessage<TMessage>
{
    /// <summary>The record; null where there is none.</summary>
    public TMessage? Get(IStateTransaction state, string key) => state.Get(name, key) is { } bytes ? parser.ParseFrom(bytes) : null;

    public void Put(IStateTransaction state, string key, TMessage value) => state.Put(name, key, value.ToByteArray());

    public bool Delete(IStateTransaction state, string key) => state.Delete(name, key);

    /// <inheritdoc cref="IStateTransaction.List"/>
    public IReadOnlyList<KeyValuePair<string, TMessage>> List(IStateTransaction state, string prefix = "", string? after = null, int limit = int.MaxValue, bool descending = false) =>
        [.. state.List(name, prefix, after, limit, descending).Select(record => KeyValuePair.Create(record.Key, parser.ParseFrom(record.Value)))];

    /// <summary>Changes the record in place, one with default values where there is none, and returns it as stored.</summary>
    public TMessage Change(IStateTransaction state, string key, Action<TMessage> change)
    {
        var value = Get(state, key) ?? parser.ParseFrom(ByteString.Empty);
        change(value);
        Put(state, key, value);
        return value;
    }
}
