namespace Trm.Grid.Hosting;

/// <summary>
/// A service's state: small records by table and key, and journals that only grow. Every piece of work runs inside one serialisable transaction;
/// what <see cref="WriteAsync{T}"/> has returned survives a crash.
/// </summary>
public interface IStateStore : IAsyncDisposable
{
    /// <summary>Runs work on one consistent view of the state. Writing inside it throws.</summary>
    Task<T> ReadAsync<T>(Func<IStateTransaction, T> work, CancellationToken cancellationToken = default);

    /// <summary>Runs work that may write; all of it is kept, or none when it throws. It may run again after a conflict: no side effects elsewhere.</summary>
    Task<T> WriteAsync<T>(Func<IStateTransaction, T> work, CancellationToken cancellationToken = default);

    /// <summary>Returns once the journal has an entry behind <paramref name="after"/>, at once where it has.</summary>
    Task WaitForAppendAsync(string journal, long after, CancellationToken cancellationToken = default);
}
