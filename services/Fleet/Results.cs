using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Fleet;

/// <summary>What devices have planned, each result once by its device and id, in the order of arrival; an index finds one device's among all.</summary>
internal sealed class Results([FromKeyedServices(GridRoles.Fleet)] IStateStore state, ResultKeeping keeping)
{
    private const int MostAtOnce = 500;
    private const int LongestId = 128;

    // A result may hold a path of thousands of points: few at a time, so that what is read is soon sent.
    private const int Page = 32;
    private static readonly Journal<PlanResult> Kept = new("results", PlanResult.Parser);
    private readonly Lock _gate = new();
    private Task? _indexed;

    /// <summary>Keeps results of a device, without the times that are none; those known already are answered for all the same.</summary>
    /// <returns>The ids that need not be sent again.</returns>
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
                var last = Kept.LastSequence(s);
                if (last == 0)
                    ResultIndex.MarkWhole(s);
                foreach (var result in results)
                {
                    result.DeviceId = deviceId;
                    // One known already keeps its place, or stays forgotten.
                    if (Kept.Append(s, result, $"{deviceId}/{result.Id}") is var sequence && sequence > last)
                        ResultIndex.Put(s, deviceId, last = sequence);
                }
                Trim(s, last);
                return true;
            },
            cancel);
        return [.. results.Select(r => r.Id)];
    }

    public async Task<ListResultsResponse> ListAsync(ListResultsRequest request, CancellationToken cancel)
    {
        var size = Cursor.PageSize(request.PageSize);
        // A page's token must not be taken for one of the other order, nor for a watch's cursor where that would skip results.
        var scope = request.NewestFirst ? Scope(request.DeviceId) + "/newest" : Scope(request.DeviceId);
        var begin = Cursor.ReadSequence(scope, request.PageToken);
        await IndexedAsync(request.DeviceId, cancel);
        var response = new ListResultsResponse();
        if (request.NewestFirst && begin == 0)
        {
            begin = await state.ReadAsync(Kept.LastSequence, cancel) + 1;
            response.Cursor = Cursor.Of(Scope(request.DeviceId), begin - 1);
        }
        var found = new List<JournalRecord<PlanResult>>();
        while (true)
        {
            var from = found.Count > 0 ? found[^1].Sequence : begin;
            var page = await state.ReadAsync(s => request.NewestFirst ? ReadBack(s, request.DeviceId, from) : Read(s, request.DeviceId, from), cancel);
            found.AddRange(page);
            var fitting = Cursor.Fitting(found, size, record => record.Value).ToList();
            if (fitting.Count == found.Count && page.Count == Page)
                continue;
            response.Results.AddRange(fitting.Select(record => record.Value));
            if (fitting.Count < found.Count)
                response.NextPageToken = Cursor.Of(scope, fitting[^1].Sequence);
            return response;
        }
    }

    public async IAsyncEnumerable<WatchResultsResponse> WatchAsync(WatchResultsRequest request, [EnumeratorCancellation] CancellationToken cancel)
    {
        var scope = Scope(request.DeviceId);
        var after = Cursor.ReadSequence(scope, request.Cursor);
        await IndexedAsync(request.DeviceId, cancel);
        while (true)
        {
            var from = after;
            var (page, last) = await state.ReadAsync(s => (Read(s, request.DeviceId, from), Kept.LastSequence(s)), cancel);
            foreach (var (sequence, result) in page)
            {
                yield return new WatchResultsResponse { Cursor = Cursor.Of(scope, sequence), Result = result };
                after = sequence;
            }
            if (page.Count < Page)
                await Kept.WaitAsync(state, last, cancel);
        }
    }

    /// <summary>Results behind a sequence, of a device or, where it is empty, of all.</summary>
    private static List<JournalRecord<PlanResult>> Read(IStateTransaction s, string deviceId, long after) => deviceId.Length == 0
        ? [.. Kept.Read(s, after, Page)]
        : [.. ResultIndex.Of(s, deviceId, after, Page, newestFirst: false).Select(sequence => Kept.Read(s, sequence - 1, 1)[0])];

    /// <summary>Results before a sequence, the newest first.</summary>
    private static List<JournalRecord<PlanResult>> ReadBack(IStateTransaction s, string deviceId, long before) => deviceId.Length == 0
        ? [.. Kept.Read(s, Math.Max(0, before - 1 - Page), Page).Where(record => record.Sequence < before).Reverse()] // a journal has no gaps
        : [.. ResultIndex.Of(s, deviceId, before, Page, newestFirst: true).Select(sequence => Kept.Read(s, sequence - 1, 1)[0])];

    private static string Scope(string deviceId) => $"results/{deviceId}";

    /// <summary>Before a device's results can be found: those kept before there was an index are entered, once, whoever waits for it.</summary>
    private async Task IndexedAsync(string deviceId, CancellationToken cancel)
    {
        if (deviceId.Length == 0)
            return;
        Task indexed;
        lock (_gate)
            indexed = _indexed is null or { IsCompleted: true, IsCompletedSuccessfully: false } ? _indexed = CompleteAsync() : _indexed;
        await indexed.WaitAsync(cancel);
    }

    private async Task CompleteAsync()
    {
        while (!await state.WriteAsync(s => ResultIndex.Complete(s, Kept)))
        {
        }
    }

    /// <summary>Forgets the oldest beyond what shall be kept, a piece at a time: there may be millions when that was just decided.</summary>
    private void Trim(IStateTransaction s, long last)
    {
        if (keeping.Newest is not { } newest)
            return;
        var through = 0L;
        foreach (var (sequence, result) in ResultIndex.Piece(s, Kept, 0).TakeWhile(oldest => oldest.Sequence <= last - newest))
            ResultIndex.Delete(s, result.DeviceId, through = sequence);
        if (through > 0)
            Kept.Trim(s, through);
    }
}
