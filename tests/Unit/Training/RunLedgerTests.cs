using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Training.Runs;

namespace Trm.Grid.Tests.Unit.Training;

public sealed class RunLedgerTests : IAsyncDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("trm-grid-ledger-");
    private readonly SqliteStateStore _store;
    private readonly RunLedger _ledger;

    public RunLedgerTests()
    {
        _store = SqliteStateStore.Open(Path.Combine(_folder.FullName, "state.db"));
        _ledger = new RunLedger(_store, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Repeated_request_makes_one_run_and_another_one_under_its_id_is_refused()
    {
        var first = await SubmitAsync(Request("a", "tiny"));
        var again = await SubmitAsync(Request("a", "tiny"));
        Assert.Equal(first, again);
        var refused = await Assert.ThrowsAsync<GridException>(() => SubmitAsync(Request("a", "other")));
        Assert.Equal(ErrorReason.RequestIdReused, refused.Reason);
        Assert.Single(await _ledger.LivingAsync(Cancel));
    }

    [Fact]
    public async Task Watch_goes_on_at_any_cursor_without_gap_or_double_and_ends_with_the_run()
    {
        var run = await SubmitAsync(Request("a", "tiny"));
        foreach (var signal in new[] { RunSignal.Taken, RunSignal.Reported, RunSignal.Reported, RunSignal.CancelAsked, RunSignal.Gone })
            Assert.True((await _ledger.ApplyAsync(run.Id, signal, signal.ToString(), cancellation: Cancel)).Moved);

        var all = await _ledger.WatchAsync(run.Id, "", Cancel).ToListAsync(Cancel);

        Assert.Equal(["queued", "Taken", "Reported", "Reported", "CancelAsked", "Gone"], all.Select(entry => entry.Message));
        Assert.Equal(RunState.Cancelled, all[^1].Run.State);
        for (var i = 0; i < all.Count; i++)
            Assert.Equal(all.Skip(i + 1), await _ledger.WatchAsync(run.Id, all[i].Cursor, Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task Cursor_of_another_run_is_refused()
    {
        var run = await SubmitAsync(Request("a", "tiny"));
        var other = await SubmitAsync(Request("b", "tiny"));
        var first = await _ledger.WatchAsync(other.Id, "", Cancel).FirstAsync(Cancel);
        var refused = await Assert.ThrowsAsync<GridException>(async () => await _ledger.WatchAsync(run.Id, first.Cursor, Cancel).FirstAsync(Cancel));
        Assert.Equal(ErrorReason.InvalidCursor, refused.Reason);
    }

    [Fact]
    public async Task Signal_that_must_not_come_changes_nothing()
    {
        var run = await SubmitAsync(Request("a", "tiny"));
        var (after, moved) = await _ledger.ApplyAsync(run.Id, RunSignal.Registered, change: changed => changed.VersionNumber = 7, cancellation: Cancel);
        Assert.False(moved);
        Assert.Equal(run, after);
        Assert.Equal(run, await _ledger.GetAsync(run.Id, Cancel));
    }

    [Fact]
    public async Task Cancelling_twice_is_harmless_and_tells_watchers_once()
    {
        var run = await SubmitAsync(Request("a", "tiny"));
        await _ledger.ApplyAsync(run.Id, RunSignal.CancelAsked, cancellation: Cancel);
        Assert.True((await _ledger.ApplyAsync(run.Id, RunSignal.CancelAsked, cancellation: Cancel)).Moved);
        Assert.Equal(2, (await _ledger.WatchAsync(run.Id, "", Cancel).ToListAsync(Cancel)).Count);
        Assert.Empty(await _ledger.LivingAsync(Cancel));
    }

    [Fact]
    public async Task List_pages_from_the_newest_on()
    {
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
            ids.Add((await SubmitAsync(Request($"r{i}", "tiny"))).Id);
        var listed = new List<string>();
        for (var (token, pages) = ("", 0); pages == 0 || token.Length > 0; pages++)
        {
            var (runs, next) = await _ledger.ListAsync(token, 3, Cancel);
            listed.AddRange(runs.Select(run => run.Id));
            token = next;
        }
        Assert.Equal(ids.OrderDescending(StringComparer.Ordinal), listed);
    }

    private Task<Run> SubmitAsync(SubmitRunRequest request) => _ledger.SubmitAsync(request, request.Spec, Cancel);

    private static SubmitRunRequest Request(string id, string preset) => new() { RequestId = id, Spec = new RunSpec { Preset = preset } };
}
