using System.Runtime;

namespace Trm.Grid.Model.Internal;

/// <summary>
/// Work during which the garbage collector rests, until 64 MB were allocated.
/// TorchSharp 0.107 does not keep an operator's scalars alive during its native call (the 1 of <c>a + 1 * b</c>, also where only <c>a + b</c> is written):
/// a collection that another thread sets off frees them while they are read. Of 1.1 million sums beside a thread that did nothing but collect, 22 failed.
/// </summary>
internal sealed class NoCollection : IDisposable
{
    private const long Allocations = 64 << 20;

    private readonly bool begun;

    private NoCollection(bool begun) => this.begun = begun;

    /// <summary>Costs about half a millisecond. Within another one, or beside one of another thread, it adds nothing to that.</summary>
    public static NoCollection Begin()
    {
        try
        {
            return new(GCSettings.LatencyMode != GCLatencyMode.NoGCRegion && GC.TryStartNoGCRegion(Allocations));
        }
        catch (InvalidOperationException)
        {
            return new(false); // another thread was faster
        }
    }

    public void Dispose()
    {
        if (!begun || GCSettings.LatencyMode != GCLatencyMode.NoGCRegion) return;
        try
        {
            GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // More was allocated in between, or another thread's has ended it.
        }
    }
}
