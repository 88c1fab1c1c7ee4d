using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Solving;

/// <summary>A bounded number of questions is computed, a bounded number waits, one more is told to come again: never an endless queue.</summary>
internal sealed class Admission(SolvingOptions options) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.Concurrency);
    private int _inside;

    /// <summary>Waits for a slot; dispose what comes back to free it.</summary>
    /// <exception cref="GridException">OVERLOADED.</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _inside) > options.Concurrency + options.Waiting)
        {
            Interlocked.Decrement(ref _inside);
            throw new GridException(ErrorReason.Overloaded,
                $"solving: {options.Concurrency} questions are computed and {options.Waiting} wait, which is all this service takes; ask again in a moment")
            {
                RetryAfter = options.RetryAfter,
            };
        }
        try
        {
            await _slots.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            Interlocked.Decrement(ref _inside);
            throw;
        }
        return new Slot(this);
    }

    /// <summary>Takes all slots for good: once it returns nothing is computed any more.</summary>
    /// <returns>False when somebody still computed at the end of that time.</returns>
    public async Task<bool> DrainAsync(TimeSpan within)
    {
        for (var slot = 0; slot < options.Concurrency; slot++)
            if (!await _slots.WaitAsync(within).ConfigureAwait(false))
                return false;
        return true;
    }

    public void Dispose() => _slots.Dispose();

    private sealed class Slot(Admission admission) : IDisposable
    {
        public void Dispose()
        {
            admission._slots.Release();
            Interlocked.Decrement(ref admission._inside);
        }
    }
}
