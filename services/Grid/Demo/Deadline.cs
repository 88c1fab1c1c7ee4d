using Grpc.Core;
using Trm.Grid.Verbs;

namespace Trm.Grid.Demo;

/// <summary>Something that must happen within a time, and what to say when it does not.</summary>
internal sealed class Deadline : IDisposable
{
    readonly CancellationTokenSource source;
    readonly CancellationToken outer;

    public Deadline(TimeSpan limit, CancellationToken outer)
    {
        this.outer = outer;
        source = CancellationTokenSource.CreateLinkedTokenSource(outer);
        source.CancelAfter(limit);
    }

    public CancellationToken Token => source.Token;

    /// <exception cref="CommandFailedException">The time has passed.</exception>
    public async Task GuardAsync(string reason, Func<string> message, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception fault) when (fault is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled } && source.IsCancellationRequested && !outer.IsCancellationRequested)
        {
            throw new CommandFailedException(reason, message(), fault);
        }
    }

    public void Dispose() => source.Dispose();
}
