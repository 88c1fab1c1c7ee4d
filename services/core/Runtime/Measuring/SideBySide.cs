using System.Runtime.ExceptionServices;

namespace Trm.Grid.Runtime.Measuring;

/// <summary>Work that keeps every core busy for minutes, off the scheduler's threads.</summary>
internal static class SideBySide
{
    /// <summary>Does everything, each on one thread.</summary>
    /// <param name="all">What is to be done.</param>
    /// <param name="threads">How many do it; the caller's is one of them.</param>
    /// <param name="work">Does one; it ends soon when its token says so: when <paramref name="stop"/> does, or another has failed.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <remarks>What the first one that failed threw is thrown again.</remarks>
    public static void Run<TWork>(IReadOnlyList<TWork> all, int threads, Action<TWork, CancellationToken> work, CancellationToken stop)
    {
        using var halt = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var (taken, failure) = (-1, (ExceptionDispatchInfo?)null);
        var others = Enumerable.Range(1, Math.Max(Math.Min(threads, all.Count) - 1, 0)).Select(_ => new Thread(Work) { IsBackground = true }).ToList();
        others.ForEach(thread => thread.Start());
        Work();
        others.ForEach(thread => thread.Join());
        stop.ThrowIfCancellationRequested();
        failure?.Throw();

        void Work()
        {
            try
            {
                while (!halt.IsCancellationRequested && Interlocked.Increment(ref taken) is var index && index < all.Count)
                    work(all[index], halt.Token);
            }
            catch (Exception fault)
            {
                if (Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(fault), null) is null)
                    halt.Cancel();
            }
        }
    }
}
