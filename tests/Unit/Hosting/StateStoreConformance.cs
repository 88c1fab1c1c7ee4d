using System.Text;
using Trm.Grid.Hosting;

namespace Trm.Grid.Tests.Unit.Hosting;

/// <summary>What every state store must do. A derived class says how to open one; every test gets an empty one.</summary>
public abstract class StateStoreConformance : IAsyncLifetime
{
    private IStateStore store = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens the store; a second time in one test: the same state again.</summary>
    protected abstract Task<IStateStore> OpenAsync();

    protected abstract Task RemoveAsync();

    public async ValueTask InitializeAsync() => store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await store.DisposeAsync();
        await RemoveAsync();
    }

    [Fact]
    public async Task Record_is_read_as_it_was_written_and_gone_when_deleted()
    {
        await Write(state => state.Put("table", "key", [1, 2, 3]));
        await Write(state => state.Put("other", "key", []));
        Assert.Equal<byte[]?>([1, 2, 3], await store.ReadAsync(state => state.Get("table", "key"), Cancel));
        Assert.Equal<byte[]?>([], await store.ReadAsync(state => state.Get("other", "key"), Cancel));
        await Write(state => state.Put("table", "key", [4]));
        Assert.Equal<byte[]?>([4], await store.ReadAsync(state => state.Get("table", "key"), Cancel));
        Assert.True(await store.WriteAsync(state => state.Delete("table", "key"), Cancel));
        Assert.False(await store.WriteAsync(state => state.Delete("table", "key"), Cancel));
        Assert.Null(await store.ReadAsync(state => state.Get("table", "key"), Cancel));
    }

    [Fact]
    public async Task Keys_order_by_their_bytes_and_lists_keep_to_prefix_and_limit()
    {
        string[] keys = ["a", "a/1", "a/10", "a/2", "a/ü", "a0", "b", "B", "ab", "😀"];
        await Write(state => Array.ForEach(keys, key => state.Put("t", key, Encoding.UTF8.GetBytes(key))));
        var ordered = keys.OrderBy(key => Convert.ToHexString(Encoding.UTF8.GetBytes(key)), StringComparer.Ordinal).ToArray();
        Assert.Equal(ordered, await Keys(state => state.List("t", "", null, 100)));
        Assert.Equal(ordered.Reverse(), await Keys(state => state.List("t", "", null, 100, descending: true)));
        Assert.Equal(["a/1", "a/10", "a/2", "a/ü"], await Keys(state => state.List("t", "a/", null, 100)));
        Assert.Equal(["a/10", "a/2"], await Keys(state => state.List("t", "a/", "a/1", 2)));
        Assert.Equal(["a/2", "a/10", "a/1"], await Keys(state => state.List("t", "a/", "a/ü", 100, descending: true)));
        Assert.Empty(await Keys(state => state.List("t", "a/", "b", 100)));
        Assert.Equal(["a/ü"], await Keys(state => state.List("t", "a/", "b", 1, descending: true)));
        Assert.Equal(["a/1"], await Keys(state => state.List("t", "a/", "A", 1)));
        Assert.Empty(await Keys(state => state.List("t", "", null, 0)));
        Assert.Empty(await Keys(state => state.List("none", "", null, 100)));
    }

    [Fact]
    public async Task Work_that_throws_leaves_nothing()
    {
        await Write(state => state.Put("t", "kept", [1]));
        await Assert.ThrowsAsync<InvalidDataException>(() => Write(state =>
        {
            state.Put("t", "lost", [1]);
            state.Delete("t", "kept");
            state.Append("j", [1], "id");
            throw new InvalidDataException("the work fails");
        }));
        Assert.Equal(["kept"], await Keys(state => state.List("t", "", null, 100)));
        Assert.Equal(0, await store.ReadAsync(state => state.LastSequence("j"), Cancel));
        Assert.Equal(1, await store.WriteAsync(state => state.Append("j", [1], "id"), Cancel));
    }

    [Fact]
    public async Task Work_sees_its_own_writes()
    {
        var seen = await store.WriteAsync(state =>
        {
            state.Put("t", "key", [7]);
            state.Append("j", [8]);
            return (state.Get("t", "key"), state.Read("j", 0, 10).Count, state.List("t", "", null, 10).Count, state.LastSequence("j"));
        }, Cancel);
        Assert.Equal<byte[]?>([7], seen.Item1);
        Assert.Equal((1, 1, 1L), (seen.Item2, seen.Item3, seen.Item4));
    }

    [Fact]
    public async Task Read_refuses_to_write() => await Assert.ThrowsAsync<InvalidOperationException>(() => store.ReadAsync(state =>
    {
        state.Put("t", "key", []);
        return 0;
    }, Cancel));

    [Fact]
    public async Task Thousand_increments_by_many_at_once_all_count()
    {
        await Parallel.ForAsync(0, 1000, Cancel, async (_, cancel) => await store.WriteAsync(state =>
        {
            var next = BitConverter.ToInt32(state.Get("t", "n") ?? new byte[4]) + 1;
            state.Put("t", "n", BitConverter.GetBytes(next));
            return next;
        }, cancel));
        Assert.Equal(1000, BitConverter.ToInt32(await store.ReadAsync(state => state.Get("t", "n"), Cancel)));
    }

    [Fact]
    public async Task Readers_see_one_consistent_state_while_others_write()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Write(state => Both(state, 0));
        var writing = Task.Run(async () =>
        {
            for (byte i = 1; !stop.IsCancellationRequested; i++)
                await Write(state => Both(state, i));
        }, Cancel);
        for (var i = 0; i < 200; i++)
        {
            var (one, two) = await store.ReadAsync(state => (state.Get("t", "one")![0], state.Get("t", "two")![0]), Cancel);
            Assert.Equal(one, two);
        }
        await stop.CancelAsync();
        await writing;

        static void Both(IStateTransaction state, byte value)
        {
            state.Put("t", "one", [value]);
            state.Put("t", "two", [value]);
        }
    }

    [Fact]
    public async Task Journal_counts_from_one_without_gaps_each_apart()
    {
        for (var i = 1; i <= 5; i++)
            Assert.Equal(i, await store.WriteAsync(state => state.Append("j", [(byte)i]), Cancel));
        Assert.Equal(1, await store.WriteAsync(state => state.Append("k", [9]), Cancel));
        var entries = await store.ReadAsync(state => state.Read("j", 2, 2), Cancel);
        Assert.Equal([3L, 4L], entries.Select(entry => entry.Sequence));
        Assert.Equal([3, 4], entries.Select(entry => (int)entry.Value[0]));
        Assert.Empty(await store.ReadAsync(state => state.Read("j", 5, 10), Cancel));
    }

    [Fact]
    public async Task Entry_of_one_id_exists_once_also_after_a_trim()
    {
        Assert.Equal(1, await store.WriteAsync(state => state.Append("j", [1], "a"), Cancel));
        Assert.Equal(2, await store.WriteAsync(state => state.Append("j", [2], "b"), Cancel));
        Assert.Equal(1, await store.WriteAsync(state => state.Append("j", [3], "a"), Cancel));
        Assert.Equal(1, await store.WriteAsync(state => state.Append("k", [3], "a"), Cancel));
        await Write(state => state.Trim("j", 1));
        Assert.Equal([2L], (await store.ReadAsync(state => state.Read("j", 0, 10), Cancel)).Select(entry => entry.Sequence));
        Assert.Equal(1, await store.WriteAsync(state => state.Append("j", [4], "a"), Cancel));
        await Write(state => state.Trim("j", 2));
        Assert.Equal(3, await store.WriteAsync(state => state.Append("j", [5]), Cancel));
    }

    [Fact]
    public async Task Wait_ends_with_the_append_and_at_once_where_the_entry_is_there()
    {
        var waiting = Enumerable.Range(0, 10).Select(_ => store.WaitForAppendAsync("j", 0, Cancel)).ToList();
        await store.WriteAsync(state => state.Append("j", [1]), Cancel);
        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        await store.WaitForAppendAsync("j", 0, Cancel);

        using var stop = new CancellationTokenSource();
        var inVain = store.WaitForAppendAsync("j", 1, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => inVain);
    }

    [Fact]
    public async Task State_is_there_after_closing_and_opening()
    {
        await Write(state =>
        {
            state.Put("t", "key", [1]);
            state.Append("j", [2], "id");
        });
        await store.DisposeAsync();
        store = await OpenAsync();
        Assert.Equal<byte[]?>([1], await store.ReadAsync(state => state.Get("t", "key"), Cancel));
        Assert.Equal(1, await store.WriteAsync(state => state.Append("j", [3], "id"), Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("line\nfeed")]
    public async Task Key_that_no_store_takes_is_refused(string key) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Write(state => state.Put("t", key, [])));

    private Task<int> Write(Action<IStateTransaction> work) => store.WriteAsync(state =>
    {
        work(state);
        return 0;
    }, Cancel);

    private async Task<IEnumerable<string>> Keys(Func<IStateTransaction, IReadOnlyList<KeyValuePair<string, byte[]>>> list) =>
        (await store.ReadAsync(list, Cancel)).Select(record => record.Key);
}
