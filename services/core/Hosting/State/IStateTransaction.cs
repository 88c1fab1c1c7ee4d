namespace Trm.Grid.Hosting;

/// <summary>What work sees inside a transaction, its own writes included. Keys order by their UTF-8 bytes. Not for several threads, not to be kept.</summary>
public interface IStateTransaction
{
    byte[]? Get(string table, string key);

    void Put(string table, string key, byte[] value);

    /// <returns>Whether there was such a record.</returns>
    bool Delete(string table, string key);

    /// <summary>Records whose key begins with <paramref name="prefix"/>, in the order of their keys, at most <paramref name="limit"/>.</summary>
    /// <param name="after">Begins behind this key, in the direction of the order; null: at the order's beginning.</param>
    IReadOnlyList<KeyValuePair<string, byte[]>> List(string table, string prefix, string? after, int limit, bool descending = false);

    /// <summary>Appends an entry: its sequence is the journal's last plus one, the first is 1.</summary>
    /// <param name="uniqueId">Entries of one id exist once: a second append with it changes nothing and returns the first one's sequence.</param>
    long Append(string journal, byte[] value, string? uniqueId = null);

    /// <summary>Entries behind <paramref name="after"/>, oldest first, at most <paramref name="limit"/>.</summary>
    IReadOnlyList<JournalEntry> Read(string journal, long after, int limit);

    /// <summary>The sequence of the journal's newest entry ever; 0: none yet.</summary>
    long LastSequence(string journal);

    /// <summary>Forgets entries up to and including a sequence. Sequences go on, and ids stay known: what was trimmed is not appended again.</summary>
    void Trim(string journal, long through);
}
