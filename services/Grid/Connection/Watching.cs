using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Trm.Grid.Connection;

/// <summary>Reads streams with cursors: a break of the connection goes on behind the last message that came.</summary>
internal static class Watching
{
    /// <summary>Breaks in a row, without a message in between, after which the stream's fault is the caller's.</summary>
    const int Patience = 5;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async IAsyncEnumerable<T> Resume<T>(
        Func<string, CancellationToken, AsyncServerStreamingCall<T>> open, Func<T, string> cursorOf, [EnumeratorCancellation] CancellationToken cancellation, string begin = "")
    {
        var cursor = begin;
        var breaks = 0;
        while (true)
        {
            using var stream = open(cursor, cancellation);
            while (await NextAsync(stream, cancellation) is { } next)
            {
                if (next.Broken is { } fault)
                {
                    if (++breaks > Patience) throw fault;
                    await Task.Delay(Pause, cancellation);
                    break;
                }
                if (next.Ended) yield break;
                breaks = 0;
                cursor = cursorOf(stream.ResponseStream.Current);
                yield return stream.ResponseStream.Current;
            }
        }
    }

    static async Task<Step?> NextAsync<T>(AsyncServerStreamingCall<T> stream, CancellationToken cancellation)
    {
        try
        {
            return new Step(!await stream.ResponseStream.MoveNext(cancellation), null);
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.Unavailable && !cancellation.IsCancellationRequested)
        {
            return new Step(false, fault);
        }
    }

    sealed record Step(bool Ended, RpcException? Broken);
}
