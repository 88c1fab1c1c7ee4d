using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;

namespace Trm.Grid.Tests.Unit.Hosting;

/// <summary>What every blob store must do. A derived class says how to open one; every test gets an empty one.</summary>
public abstract class BlobStoreConformance : IDisposable
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 500_000).Select(i => (byte)(i * 31 ^ i >> 8))];
    private static readonly Digest Name = Digest.Of(Bytes);

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens the store; a second time in one test: the same blobs again.</summary>
    protected abstract IBlobStore Open();

    protected abstract void Remove();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Remove();
    }

    [Fact]
    public async Task Blob_in_one_piece_is_read_back_whole_and_from_an_offset()
    {
        var store = Open();
        Assert.Equal(new BlobStat(true, Bytes.Length), await Append(store, Bytes));
        Assert.Equal(Bytes, await ReadAsync(store, 0));
        Assert.Equal(Bytes[400_000..], await ReadAsync(store, 400_000));
        Assert.Empty(await ReadAsync(store, Bytes.Length));
    }

    [Fact]
    public async Task Upload_goes_on_in_another_process_where_it_stood()
    {
        Assert.Equal(new BlobStat(false, 123_456), await Append(Open(), Bytes[..123_456]));
        var store = Open();
        Assert.Equal(new BlobStat(false, 123_456), await store.StatAsync(Name, Cancel));
        await RefusedAsync(ErrorReason.BlobNotFound, () => store.OpenReadAsync(Name, 0, Cancel));
        await RefusedAsync(ErrorReason.OffsetMismatch, () => Append(store, Bytes, offset: 0));
        await RefusedAsync(ErrorReason.OffsetMismatch, () => Append(store, Bytes[200_000..], offset: 200_000));
        Assert.True((await Append(store, Bytes[123_456..], offset: 123_456)).Complete);
        Assert.Equal(Bytes, await ReadAsync(store, 0));
    }

    [Fact]
    public async Task What_came_before_a_break_stays()
    {
        var store = Open();
        await Assert.ThrowsAsync<IOException>(() => store.AppendAsync(Name, Bytes.Length, 0, new BreakingStream(Bytes, 200_000), Cancel));
        var stat = await store.StatAsync(Name, Cancel);
        Assert.False(stat.Complete);
        Assert.InRange(stat.Size, 1, 200_000);
        Assert.True((await Append(store, Bytes[(int)stat.Size..], stat.Size)).Complete);
        Assert.Equal(Bytes, await ReadAsync(store, 0));
    }

    [Fact]
    public async Task Wrong_bytes_never_become_the_blob()
    {
        var store = Open();
        var wrong = Bytes.ToArray();
        wrong[^1] ^= 1;
        await RefusedAsync(ErrorReason.DigestMismatch, () => Append(store, wrong));
        Assert.Equal(default, await store.StatAsync(Name, Cancel));
        await RefusedAsync(ErrorReason.BlobNotFound, () => store.OpenReadAsync(Name, 0, Cancel));
        Assert.True((await Append(store, Bytes)).Complete);
    }

    [Fact]
    public async Task Upload_that_announced_too_much_does_not_stand_in_the_right_ones_way()
    {
        var store = Open();
        await store.AppendAsync(Name, Bytes.Length + 2000, 0, new MemoryStream([.. Bytes, .. new byte[1000]]), Cancel);
        await RefusedAsync(ErrorReason.OffsetMismatch, () => store.AppendAsync(Name, Bytes.Length, Bytes.Length + 1000, new MemoryStream(), Cancel));
        Assert.True((await Append(store, Bytes)).Complete);
        Assert.Equal(Bytes, await ReadAsync(store, 0));
    }

    [Fact]
    public async Task More_bytes_than_announced_are_refused() =>
        await RefusedAsync(ErrorReason.InvalidRequest, () => Open().AppendAsync(Name, 10, 0, new MemoryStream(Bytes), Cancel));

    [Fact]
    public async Task Uploading_what_exists_is_harmless()
    {
        var store = Open();
        await Append(store, Bytes);
        Assert.Equal(new BlobStat(true, Bytes.Length), await Append(store, [1, 2, 3]));
        Assert.Equal(Bytes, await ReadAsync(store, 0));
    }

    [Fact]
    public async Task Many_who_upload_the_same_blob_at_once_make_one()
    {
        var store = Open();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!(await store.StatAsync(Name, Cancel)).Complete)
            {
                try
                {
                    var offset = (await store.StatAsync(Name, Cancel)).Size;
                    await Append(store, Bytes[(int)offset..], offset);
                }
                catch (GridException fault) when (fault.Reason is ErrorReason.OffsetMismatch or ErrorReason.Overloaded)
                {
                    // Another was quicker: ask again where it stands.
                    await Task.Yield();
                }
            }
        }, Cancel)));
        Assert.Equal(Bytes, await ReadAsync(store, 0));
    }

    [Fact]
    public async Task Empty_blob_is_a_blob()
    {
        var (store, empty) = (Open(), Digest.Of([]));
        Assert.True((await store.AppendAsync(empty, 0, 0, Stream.Null, Cancel)).Complete);
        await using var stream = await store.OpenReadAsync(empty, 0, Cancel);
        Assert.Equal(0, stream.Length);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(500_001)]
    public async Task Offset_outside_the_blob_is_refused(long offset)
    {
        var store = Open();
        await Append(store, Bytes);
        await RefusedAsync(ErrorReason.InvalidRequest, () => store.OpenReadAsync(Name, offset, Cancel));
    }

    [Fact]
    public async Task Complete_blobs_are_listed_and_gone_when_deleted()
    {
        var store = Open();
        var other = Digest.Of([1, 2, 3, 4]);
        await store.AppendAsync(other, 4, 0, new MemoryStream([1, 2]), Cancel);
        await Append(store, Bytes);
        Assert.Equal([new BlobEntry(Name, Bytes.Length)], await store.ListAsync(Cancel).ToListAsync(Cancel));
        Assert.True(await store.DeleteAsync(Name, Cancel));
        Assert.True(await store.DeleteAsync(other, Cancel));
        Assert.False(await store.DeleteAsync(Name, Cancel));
        Assert.Empty(await store.ListAsync(Cancel).ToListAsync(Cancel));
        Assert.Equal(default, await store.StatAsync(other, Cancel));
    }

    protected static async Task RefusedAsync(ErrorReason reason, Func<Task> call) =>
        Assert.Equal(reason, (await Assert.ThrowsAsync<GridException>(call)).Reason);

    private static Task<BlobStat> Append(IBlobStore store, byte[] bytes, long offset = 0) =>
        store.AppendAsync(Name, Bytes.Length, offset, new MemoryStream(bytes), Cancel);

    private static async Task<byte[]> ReadAsync(IBlobStore store, long offset)
    {
        await using var stream = await store.OpenReadAsync(Name, offset, Cancel);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Cancel);
        return bytes.ToArray();
    }

    /// <summary>Breaks like a connection after some bytes.</summary>
    private sealed class BreakingStream(byte[] bytes, int after) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Position >= after
            ? throw new IOException("the connection broke")
            : await base.ReadAsync(buffer[..(int)Math.Min(buffer.Length, after - Position)], cancellationToken);
    }
}
