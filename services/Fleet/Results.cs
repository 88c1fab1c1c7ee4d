using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Fleet;

/// <summary>What devices have planned, each result once by its device and id, in the order of arrival.</summary>
internal sealed class Results([FromKeyedServices(GridRoles.Fleet)] IStateStore state)
{
    private const int MostAtOnce = 500;
    private const int LongestId = 128;
    private const int Page = 256;
    private static readonly Journal<PlanResult> Kept = new("results", PlanResult.Parser);

    /// <summary>Keeps results of a device, without the times that are none; those known already are answered for all the same.</summary>
    /// <returns>The ids that are now kept.</returns>
    public async Task<IReadOnlyList<string>> AddAsync(string deviceId, IReadOnlyList<PlanResult> results, CancellationToken cancel)
    {
        if (results.Count > MostAtOnce)
            throw GridException.Invalid("results", $"expected at most {MostAtOnce}, got {results.Count}; send them in several calls");
        for (var i = 0; i < results.Count; i++)
            if (results[i].Id.Length is 0 or > LongestId || results[i].Id.Any(char.IsControl) || results[i].Plan is null)
                throw GridException.Invalid($"results[{i}]", $"expected an id of 1 to {LongestId} printable characters and a plan");
        foreach (var result in results)
            DeviceTimes.ClearInvalid(result);
        await state.WriteAsync(
            s =>
            {
                foreach (var result in results)
                {
                    result.DeviceId = deviceId;
                    Kept.Append(s, result, $"{deviceId}/{result.Id}");
                }
                return true;
            },
            cancel);
        return [.. results.Select(r => r.Id)];
    }

    public async Task<ListResultsResponse> ListAsync(ListResultsRequest request, CancellationToken cancel)
    {
        var (size, scope) = (Cursor.PageSize(request.PageSize), Scope(request.DeviceId));
        var after = Cursor.ReadSequence(scope, request.PageToken);
        var response = new ListResultsResponse();
        while (true)
        {
            var from = after;
            var page = await state.ReadAsync(s => Kept.Read(s, from, Page), cancel);
            foreach (var (sequence, result) in page)
            {
                if (IsAsked(request.DeviceId, result) && response.Results.Count == size)
                {
                    response.NextPageToken = Cursor.Of(scope, after);
                    return response;
                }
                if (IsAsked(request.DeviceId, result))
                    response.Results.Add(result);
                after = sequence;
            }
            if (page.Count < Page)
                return response;
        }
    }

    public async IAsyncEnumerable<WatchResultsResponse> WatchAsync(WatchResultsRequest request, [EnumeratorCancellation] CancellationToken cancel)
    {
        var scope = Scope(request.DeviceId);
        await foreach (var (sequence, result) in Kept.WatchAsync(state, Cursor.ReadSequence(scope, request.Cursor), cancel))
            if (IsAsked(request.DeviceId, result))
                yield return new WatchResultsResponse { Cursor = Cursor.Of(scope, sequence), Result = result };
    }

    private static string Scope(string deviceId) => $"results/{deviceId}";

    private static bool IsAsked(string deviceId, PlanResult result) => deviceId.Length == 0 || result.DeviceId == deviceId;
}
