using Google.Protobuf;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Fleet;
using Trm.Grid.Hosting;

namespace Trm.Grid.Tests.Unit.Fleet;

public sealed class ResultsTests : IAsyncDisposable
{
    // What goes on without an end fails, and does not hang.
    private readonly CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("trm-grid-results-");
    private readonly SqliteStateStore _state;

    public ResultsTests()
    {
        _state = SqliteStateStore.Open(Path.Combine(_home.FullName, "fleet.db"));
        _limit.CancelAfter(TimeSpan.FromMinutes(1));
    }

    private CancellationToken Cancel => _limit.Token;

    [Fact]
    public async Task Results_are_listed_from_either_end_of_all_and_of_one_device()
    {
        var results = new Results(_state, new());
        for (var i = 0; i < 100; i++)
            await results.AddAsync(i % 3 == 0 ? "robot-1" : "robot-10", [Result(i)], Cancel);
        string[] all = [.. Enumerable.Range(0, 100).Select(Id)], third = [.. all.Where((_, i) => i % 3 == 0)];
        foreach (var (device, expected) in new (string, string[])[] { ("", all), ("robot-1", third), ("robot-2", []) })
            foreach (var size in new uint[] { 1, 7, 32, 33, 500 })
            {
                Assert.Equal(expected, (await ListAsync(results, device, size, newestFirst: false)).Ids);
                Assert.Equal(expected.Reverse(), (await ListAsync(results, device, size, newestFirst: true)).Ids);
            }
        var page = await results.ListAsync(new() { PageSize = 1, NewestFirst = true }, Cancel);
        Assert.Equal(ErrorReason.InvalidCursor, (await Assert.ThrowsAsync<GridException>(() => results.ListAsync(new() { PageToken = page.NextPageToken }, Cancel))).Reason);
        page = await results.ListAsync(new() { PageSize = 1, DeviceId = "robot-1" }, Cancel);
        Assert.Equal(ErrorReason.InvalidCursor, (await Assert.ThrowsAsync<GridException>(() => results.ListAsync(new() { DeviceId = "robot-10", PageToken = page.NextPageToken }, Cancel))).Reason);
    }

    [Fact]
    public async Task Watch_goes_on_where_the_newest_ones_were_listed()
    {
        var results = new Results(_state, new());
        var (_, none) = await ListAsync(results, "robot-1", 10, newestFirst: true);
        await results.AddAsync("robot-1", [Result(1), Result(2)], Cancel);
        var (_, two) = await ListAsync(results, "robot-1", 1, newestFirst: true);
        await results.AddAsync("robot-2", [Result(3)], Cancel);
        await results.AddAsync("robot-1", [Result(4)], Cancel);
        Assert.Equal([Id(1), Id(2), Id(4)], await WatchAsync(results, none, 3));
        Assert.Equal([Id(4)], await WatchAsync(results, two, 1));
    }

    [Fact]
    public async Task Pages_end_before_a_message_that_clients_refuse()
    {
        var results = new Results(_state, new());
        for (var i = 0; i < 9; i++)
            await results.AddAsync("robot-1", [Result(i, bytes: 1 << 20)], Cancel);
        await results.AddAsync("robot-1", [Result(9, bytes: 5 << 20), Result(10)], Cancel);
        var pages = new List<int>();
        var (ids, _) = await ListAsync(results, "robot-1", 500, newestFirst: false, pages.Add);
        Assert.Equal(Enumerable.Range(0, 11).Select(Id), ids);
        Assert.Equal([2, 2, 2, 2, 1, 1, 1], pages);
    }

    [Fact]
    public async Task Results_that_were_kept_before_there_was_an_index_are_found_too()
    {
        var earlier = new Journal<PlanResult>("results", PlanResult.Parser);
        await _state.WriteAsync(
            s =>
            {
                for (var i = 0; i < 2500; i++)
                    earlier.Append(s, Result(i, device: i % 1000 == 0 ? "robot-1" : "robot-2"), $"x/{Id(i)}");
                return true;
            },
            Cancel);
        var results = new Results(_state, new());
        await results.AddAsync("robot-1", [Result(9999)], Cancel);
        Assert.Equal([Id(0), Id(1000), Id(2000), Id(9999)], (await ListAsync(results, "robot-1", 3, newestFirst: false)).Ids);
    }

    /// <summary>The first who asks meets a full disk, the second gives up: neither takes the index from those who come after.</summary>
    [Fact]
    public async Task Index_that_could_not_be_completed_is_completed_for_the_next_who_asks()
    {
        var earlier = new Journal<PlanResult>("results", PlanResult.Parser);
        await _state.WriteAsync(s => earlier.Append(s, Result(1, device: "robot-1")), Cancel);
        foreach (Exception fault in new Exception[] { new IOException("no space left on device"), new OperationCanceledException() })
        {
            var results = new Results(new FaultyOnce(_state, fault), new());
            await Assert.ThrowsAnyAsync<Exception>(() => ListAsync(results, "robot-1", 3, newestFirst: false));
            Assert.Equal([Id(1)], (await ListAsync(results, "robot-1", 3, newestFirst: false)).Ids);
        }
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        var patient = new Results(_state, new());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => patient.ListAsync(new() { DeviceId = "robot-1" }, gone.Token));
        Assert.Equal([Id(1)], (await ListAsync(patient, "robot-1", 3, newestFirst: false)).Ids);
    }

    [Fact]
    public async Task So_many_of_the_newest_stay_and_what_is_forgotten_does_not_come_back()
    {
        var all = new Results(_state, new());
        for (var i = 0; i < 5; i++)
            await all.AddAsync("robot-1", [.. Enumerable.Range(500 * i, 500).Select(one => Result(one))], Cancel);
        var few = new Results(_state, new() { Newest = 3 });
        await few.AddAsync("robot-2", [Result(2500)], Cancel);
        Assert.Equal(1501, (await ListAsync(few, "", 500, newestFirst: false)).Ids.Count); // a piece at a time
        await few.AddAsync("robot-1", [Result(2501), Result(7)], Cancel); // the last was sent before and has been forgotten
        await few.AddAsync("robot-1", [Result(7)], Cancel);
        Assert.Equal([Id(2499), Id(2500), Id(2501)], (await ListAsync(few, "", 500, newestFirst: false)).Ids);
        Assert.Equal([Id(2501), Id(2499)], (await ListAsync(few, "robot-1", 500, newestFirst: true)).Ids);
        Assert.Equal([Id(2499), Id(2501)], await WatchAsync(few, "", 2));
    }

    public async ValueTask DisposeAsync()
    {
        await _state.DisposeAsync();
        _limit.Dispose();
        _home.Delete(recursive: true);
    }

    private static string Id(int number) => $"result-{number:D5}";

    private static PlanResult Result(int number, int bytes = 0, string device = "") => new() { Id = Id(number), DeviceId = device, Plan = new(), Certificate = ByteString.CopyFrom(new byte[bytes]) };

    private async Task<(List<string> Ids, string Cursor)> ListAsync(Results results, string device, uint size, bool newestFirst, Action<int>? page = null)
    {
        var (ids, cursor, token) = (new List<string>(), "", "");
        do
        {
            var answer = await results.ListAsync(new() { DeviceId = device, PageSize = size, NewestFirst = newestFirst, PageToken = token }, Cancel);
            Assert.InRange(answer.Results.Count, token.Length > 0 ? 1 : 0, (int)size);
            ids.AddRange(answer.Results.Select(result => result.Id));
            page?.Invoke(answer.Results.Count);
            (cursor, token) = (token.Length == 0 ? answer.Cursor : cursor, answer.NextPageToken);
        }
        while (token.Length > 0);
        return (ids, cursor);
    }

    private async Task<List<string>> WatchAsync(Results results, string cursor, int count)
    {
        var ids = new List<string>();
        await foreach (var seen in results.WatchAsync(new() { DeviceId = "robot-1", Cursor = cursor }, Cancel))
        {
            ids.Add(seen.Result.Id);
            if (ids.Count == count)
                break;
        }
        return ids;
    }

    private sealed class FaultyOnce(IStateStore store, Exception fault) : IStateStore
    {
        private Exception? _fault = fault;

        public Task<T> ReadAsync<T>(Func<IStateTransaction, T> work, CancellationToken cancellationToken = default) => store.ReadAsync(work, cancellationToken);

        public Task<T> WriteAsync<T>(Func<IStateTransaction, T> work, CancellationToken cancellationToken = default)
        {
            var once = Interlocked.Exchange(ref _fault, null);
            return once is null ? store.WriteAsync(work, cancellationToken) : Task.FromException<T>(once);
        }

        public Task WaitForAppendAsync(string journal, long after, CancellationToken cancellationToken = default) => store.WaitForAppendAsync(journal, after, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
