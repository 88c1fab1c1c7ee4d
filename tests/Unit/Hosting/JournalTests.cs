using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Hosting;

namespace Trm.Grid.Tests.Unit.Hosting;

public sealed class JournalTests : IAsyncDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("trm-grid-journal-");
    private readonly SqliteStateStore _state;

    public JournalTests() => _state = SqliteStateStore.Open(Path.Combine(_home.FullName, "state.db"));

    [Fact]
    public async Task Old_news_are_forgotten_and_who_watches_goes_on_with_those_that_stay()
    {
        var journal = new Journal<Int64Value>("news", Int64Value.Parser);
        for (var i = 1; i <= 57; i++)
        {
            await _state.WriteAsync(state => journal.AppendNews(state, new() { Value = i }, newest: 10), Cancel);
            var kept = await _state.ReadAsync(state => journal.Read(state, 0).Select(entry => entry.Value.Value).ToList(), Cancel);
            Assert.InRange(kept.Count, Math.Min(i, 10), 19);
            Assert.Equal(Enumerable.Range(i - kept.Count + 1, kept.Count).Select(value => (long)value), kept);
        }
        await using var watch = journal.WatchAsync(_state, 3, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal((41, 41), (watch.Current.Sequence, watch.Current.Value.Value));
    }

    public async ValueTask DisposeAsync()
    {
        await _state.DisposeAsync();
        _home.Delete(recursive: true);
    }
}
