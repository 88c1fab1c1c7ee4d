using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Trm.Grid.Hosting;

/// <summary>The statements behind a transaction on SQLite.</summary>
/// <param name="writable">Whether this transaction holds the write lock.</param>
internal sealed class SqliteTransactionWork(SqliteStatements statements, bool writable) : IStateTransaction
{
    private const string KeyEnd = "\U0010FFFF";

    /// <summary>Journals that grew in this transaction.</summary>
    public HashSet<string> Grown { get; } = [];

    public byte[]? Get(string table, string key) =>
        statements.Scalar("SELECT value FROM record WHERE tbl = $a AND key = $b", table, key) as byte[];

    public void Put(string table, string key, byte[] value)
    {
        RequireWrite();
        Keys.Require(table, key);
        statements.Execute("INSERT INTO record(tbl, key, value) VALUES($a, $b, $c) ON CONFLICT(tbl, key) DO UPDATE SET value = excluded.value", table, key, value);
    }

    public bool Delete(string table, string key)
    {
        RequireWrite();
        return statements.Execute("DELETE FROM record WHERE tbl = $a AND key = $b", table, key) > 0;
    }

    public IReadOnlyList<KeyValuePair<string, byte[]>> List(string table, string prefix, string? after, int limit, bool descending = false)
    {
        // Ascending begins behind `after`, descending before it; the other end is the prefix's own range.
        var from = !descending && after is not null && string.CompareOrdinal(after, prefix) >= 0 ? after : null;
        var end = prefix + KeyEnd;
        var until = descending && after is not null && string.CompareOrdinal(after, end) < 0 ? after : end;
        var lower = from is null ? "key >= $b" : "key > $b";
        var order = descending ? "DESC" : "ASC";
        return statements.Query(
            $"SELECT key, value FROM record WHERE tbl = $a AND {lower} AND key < $c ORDER BY key {order} LIMIT $d",
            row => KeyValuePair.Create(row.GetString(0), row.GetFieldValue<byte[]>(1)),
            table, from ?? prefix, until, limit);
    }

    public long Append(string journal, byte[] value, string? uniqueId = null)
    {
        RequireWrite();
        if (uniqueId is not null && statements.Scalar("SELECT seq FROM journal_id WHERE journal = $a AND id = $b", journal, uniqueId) is long known)
            return known;
        var sequence = Convert.ToInt64(
            statements.Scalar("INSERT INTO journal_head(journal, seq) VALUES($a, 1) ON CONFLICT(journal) DO UPDATE SET seq = seq + 1 RETURNING seq", journal),
            CultureInfo.InvariantCulture);
        statements.Execute("INSERT INTO entry(journal, seq, value) VALUES($a, $b, $c)", journal, sequence, value);
        if (uniqueId is not null)
            statements.Execute("INSERT INTO journal_id(journal, id, seq) VALUES($a, $b, $c)", journal, uniqueId, sequence);
        Grown.Add(journal);
        return sequence;
    }

    public IReadOnlyList<JournalEntry> Read(string journal, long after, int limit) => statements.Query(
        "SELECT seq, value FROM entry WHERE journal = $a AND seq > $b ORDER BY seq LIMIT $c",
        row => new JournalEntry(row.GetInt64(0), row.GetFieldValue<byte[]>(1)),
        journal, after, limit);

    public long LastSequence(string journal) => statements.Scalar("SELECT seq FROM journal_head WHERE journal = $a", journal) is long sequence ? sequence : 0;

    public void Trim(string journal, long through)
    {
        RequireWrite();
        statements.Execute("DELETE FROM entry WHERE journal = $a AND seq <= $b", journal, through);
    }

    private void RequireWrite()
    {
        if (!writable)
            throw new InvalidOperationException("writing state: expected WriteAsync, this transaction was begun by ReadAsync");
    }
}
