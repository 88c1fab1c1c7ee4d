using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Trm.Grid.Hosting;

/// <summary>
/// State in one SQLite file: write-ahead log, flushed to the disk at every commit. One connection writes, one piece of work at a time; readers
/// have their own and never wait for it.
/// </summary>
public sealed class SqliteStateStore : IStateStore
{
    private const string Schema = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE IF NOT EXISTS record(tbl TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY(tbl, key)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS entry(journal TEXT NOT NULL, seq INTEGER NOT NULL, value BLOB NOT NULL, PRIMARY KEY(journal, seq)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS journal_head(journal TEXT NOT NULL PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS journal_id(journal TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(journal, id)) WITHOUT ROWID;
        """;

    private const int NoTransaction = 1;

    // How soon a wait notices what another process appended; within this process it is at once.
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(5);

    private readonly string connectionString;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly ConcurrentBag<SqliteStatements> idleReaders = [];
    private readonly SqliteStatements writer;
    private readonly JournalSignals signals = new();
    private volatile bool disposed;

    private SqliteStateStore(string path, TimeProvider time)
    {
        this.time = time;
        connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString();
        writer = Connect();
        writer.Execute(Schema);
    }

    /// <summary>Opens the file, making it and its folder where they are missing. Dispose the store.</summary>
    public static SqliteStateStore Open(string path, TimeProvider? time = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return new(path, time ?? TimeProvider.System);
    }

    // NOTE: fair, not Task.Run: those who read page after page would else feed their thread's own queue, which goes before connections and all other calls.
    public Task<T> ReadAsync<T>(Func<IStateTransaction, T> work, CancellationToken cancellationToken = default) => Task.Factory.StartNew(() =>
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (!idleReaders.TryTake(out var reader))
            reader = Connect();
        try
        {
            return Run(reader, "BEGIN DEFERRED", new(reader, writable: false), work);
        }
        finally
        {
            if (disposed)
                reader.Dispose();
            else
                idleReaders.Add(reader);
        }
    }, cancellationToken, TaskCreationOptions.DenyChildAttach | TaskCreationOptions.PreferFairness, TaskScheduler.Default);

    public async Task<T> WriteAsync<T>(Func<IStateTransaction, T> work, CancellationToken cancellationToken = default)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            var transaction = new SqliteTransactionWork(writer, writable: true);
            var result = await Task.Run(() => Run(writer, "BEGIN IMMEDIATE", transaction, work), CancellationToken.None);
            foreach (var journal in transaction.Grown)
                signals.Signal(journal);
            return result;
        }
        finally
        {
            writing.Release();
        }
    }

    public async Task WaitForAppendAsync(string journal, long after, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            // Asked for before looking: an append between the two is not missed.
            var grown = signals.Next(journal);
            if (await ReadAsync(state => state.LastSequence(journal), cancellationToken) > after)
                return;
            await Task.WhenAny(grown, Task.Delay(PollEvery, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        await writing.WaitAsync();
        disposed = true;
        while (idleReaders.TryTake(out var reader))
            reader.Dispose();
        writer.Dispose();
        writing.Release();
    }

    private static T Run<T>(SqliteStatements connection, string begin, SqliteTransactionWork transaction, Func<IStateTransaction, T> work)
    {
        connection.Execute(begin);
        try
        {
            var result = work(transaction);
            connection.Execute("COMMIT");
            return result;
        }
        catch
        {
            Rollback(connection);
            throw;
        }
    }

    private static void Rollback(SqliteStatements connection)
    {
        try
        {
            connection.Execute("ROLLBACK");
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode == NoTransaction)
        {
            // SQLite has rolled back by itself, as it does when the disk is full.
        }
    }

    private SqliteStatements Connect()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        var statements = new SqliteStatements(connection);
        statements.Execute("PRAGMA synchronous = FULL");
        return statements;
    }
}
