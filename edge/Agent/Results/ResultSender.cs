using Grpc.Core;
using Microsoft.Extensions.Logging;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Edge.Results;

/// <summary>Brings spooled results to the grid, oldest first, and forgets those that the grid answers for.</summary>
/// <param name="spool">Where they wait.</param>
/// <param name="spooled">Set at every new one.</param>
/// <param name="retry">How long a grid is left alone that has no room now.</param>
/// <param name="log">Its log.</param>
internal sealed class ResultSender(ResultSpool spool, Signal spooled, Backoff retry, ILogger log)
{
    private const int LargestBatch = 500;
    // Kestrel takes messages of 4 MiB at most.
    private const int BatchBytes = 2 << 20;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private int _batch = LargestBatch;

    /// <summary>Sends until the link breaks, which ends it with the call's RpcException.</summary>
    public async Task RunAsync(DeviceLink.DeviceLinkClient grid, CancellationToken cancel)
    {
        while (true)
            try
            {
                while (await SendBatchAsync(grid, cancel))
                    retry.Reset();
                await spooled.WaitAsync(cancel);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
            {
                // A full disk there, or too many callers: the link is good, and the results keep.
                Log.NoRoom(log, GridFault.Reason(e));
                await retry.WaitAsync(cancel);
            }
    }

    /// <returns>Whether anything was sent and kept.</returns>
    private async Task<bool> SendBatchAsync(DeviceLink.DeviceLinkClient grid, CancellationToken cancel)
    {
        var batch = spool.Peek(_batch, BatchBytes);
        if (batch.Count == 0)
            return false;
        var request = new ReportResultsRequest();
        request.Results.AddRange(batch.Select(p => p.Result));
        if (await TrySendAsync(grid, request, cancel) is not { } response)
            return Narrow(batch);
        CrashPoint.Reach(CrashLine.ResultsSent);
        var ids = response.AcceptedIds.ToHashSet();
        var accepted = batch.FindAll(p => ids.Contains(p.Result.Id));
        spool.Acknowledge(accepted);
        CrashPoint.Reach(CrashLine.ResultsAcknowledged);
        _batch = LargestBatch;
        return accepted.Count > 0;
    }

    /// <returns>Null when the grid says that the request can never be right.</returns>
    private static async Task<ReportResultsResponse?> TrySendAsync(DeviceLink.DeviceLinkClient grid, ReportResultsRequest request, CancellationToken cancel)
    {
        try
        {
            return await grid.ReportResultsAsync(request, deadline: CallDeadline.In(Deadline), cancellationToken: cancel);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument)
        {
            return null;
        }
    }

    /// <summary>One result that the grid cannot take must not hold up all others: they go one by one, and that one is given up.</summary>
    private bool Narrow(List<SpooledPlan> batch)
    {
        if (batch.Count == 1)
        {
            Log.Discarded(log, batch[0].Result.Id);
            spool.Discard(batch[0]);
        }
        _batch = 1;
        return true;
    }
}

internal static partial class Log
{
    [LoggerMessage(20, LogLevel.Error, "the grid refuses result {Id} for good: it is given up", EventName = "results.discarded")]
    public static partial void Discarded(ILogger log, string id);

    [LoggerMessage(21, LogLevel.Warning, "the grid takes no results now ({Reason}): they wait", EventName = "results.no_room")]
    public static partial void NoRoom(ILogger log, string reason);
}
