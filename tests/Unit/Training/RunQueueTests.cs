using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Training;
using Trm.Grid.Training.Runs;

namespace Trm.Grid.Tests.Unit.Training;

public sealed class RunQueueTests : IAsyncDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("trm-grid-queue-");
    private readonly FullStateStore _store;
    private readonly RunLedger _ledger;

    public RunQueueTests()
    {
        _store = new(SqliteStateStore.Open(Path.Combine(_folder.FullName, "state.db")));
        _ledger = new RunLedger(_store, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>The run here ends at its first try, for want of a trainer's program; with its own words, however often they could not be written.</summary>
    [Theory]
    [InlineData(0)] // when it is taken
    [InlineData(1)] // when its end is written
    public async Task A_full_disk_makes_a_run_wait_and_nothing_else(int after)
    {
        var options = new TrainingOptions { Folder = _folder.FullName, Trainer = "nowhere" };
        using var queue = new RunQueue(_ledger, new("nowhere"), null!, null!, options, TimeProvider.System, NullLogger<RunQueue>.Instance);
        var run = await _ledger.SubmitAsync(new() { RequestId = "one", Spec = new() }, new() { Preset = "tiny" }, Cancel);
        _store.FullAfter(after, times: 2);
        var began = Stopwatch.GetTimestamp();
        await queue.StartAsync(Cancel);

        var last = await _ledger.WatchAsync(run.Id, "", Cancel).LastAsync(Cancel);

        Assert.Contains("expected the trainer's program at 'nowhere'", last.Run.Failure.Message, StringComparison.Ordinal);
        Assert.True(_store.HasRoomAgain);
        Assert.True(Stopwatch.GetElapsedTime(began) >= TimeSpan.FromSeconds(1.5), "it was tried again at once");
        Assert.True(queue.ExecuteTask is { IsCompleted: false });
        await queue.StopAsync(Cancel);
    }

    /// <summary>A store whose disk is full for some writes.</summary>
    private sealed class FullStateStore(IStateStore store) : IStateStore
    {
        private int _writes;
        private int _fullFrom = int.MaxValue;
        private int _times;

        public bool HasRoomAgain => _writes > _fullFrom + _times;

        public void FullAfter(int writes, int times) => (_writes, _fullFrom, _times) = (0, writes, times);

        public Task<T> ReadAsync<T>(Func<IStateTransaction, T> work, CancellationToken cancellationToken = default) => store.ReadAsync(work, cancellationToken);

        public Task<T> WriteAsync<T>(Func<IStateTransaction, T> work, CancellationToken cancellationToken = default) =>
            Interlocked.Increment(ref _writes) - _fullFrom is var at && at >= 1 && at <= _times ? throw new IOException("No space left on device", 28) : store.WriteAsync(work, cancellationToken);

        public Task WaitForAppendAsync(string journal, long after, CancellationToken cancellationToken = default) => store.WaitForAppendAsync(journal, after, cancellationToken);

        public ValueTask DisposeAsync() => store.DisposeAsync();
    }
}
