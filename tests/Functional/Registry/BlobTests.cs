using Google.Protobuf;
using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;

namespace Trm.Grid.Tests.Functional.Registry;

public sealed class BlobTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_broken_midway_goes_on_where_it_stands()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write(bytes: 2_000_000);
        var (model, digest) = (package.Model, package.ModelDigest.ToString());

        using (var call = grid.Registry.WriteBlob(cancellationToken: Cancel))
        {
            await call.RequestStream.WriteAsync(new() { Digest = digest, TotalBytes = (ulong)model.Length, Data = ByteString.CopyFrom(model, 0, 700_000) }, Cancel);
            await UntilAsync(async () => (await grid.Registry.StatBlobAsync(new() { Digest = digest }, cancellationToken: Cancel)).SizeBytes == 700_000);
        }

        await Refused.AsAsync(ErrorReason.OffsetMismatch, () => WriteAsync(grid, digest, model, offset: 0));
        await grid.Grid.StopAsync();
        await grid.Grid.StartAgainAsync();
        await grid.PushAsync(package);
        Assert.Equal(model, await grid.Client.DownloadAsync(package.ModelDigest, Cancel));
    }

    [Fact]
    public async Task Bytes_with_another_digest_are_refused_and_the_upload_starts_over()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        var (model, digest) = (package.Model, package.ModelDigest.ToString());
        var wrong = model.ToArray();
        wrong[1234] ^= 1;
        await Refused.AsAsync(ErrorReason.DigestMismatch, () => WriteAsync(grid, digest, wrong));
        Assert.Equal(0u, (await grid.Registry.StatBlobAsync(new() { Digest = digest }, cancellationToken: Cancel)).SizeBytes);
        Assert.True((await WriteAsync(grid, digest, model)).Complete);
        // Uploading what exists changes nothing, whatever bytes come.
        Assert.True((await WriteAsync(grid, digest, wrong)).Complete);
        Assert.Equal(model, await grid.Client.DownloadAsync(package.ModelDigest, Cancel));
    }

    /// <summary>What an earlier try left is gone on with where it is right, and is nobody's fault where it is not.</summary>
    [Theory]
    [InlineData("right")]
    [InlineData("damaged")]
    [InlineData("too long")]
    [InlineData("none")]
    public async Task Blob_comes_into_a_file_whatever_lies_there_already(string before)
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write(bytes: 700_000);
        await grid.PushAsync(package);
        var file = Path.Combine(package.Folder, "came");
        if (before != "none")
            await File.WriteAllBytesAsync(file + ".part", before switch { "right" => package.Model[..300_000], "damaged" => new byte[300_000], _ => new byte[900_000] }, Cancel);
        await grid.Client.DownloadFileAsync(package.ModelDigest, file, Cancel);
        Assert.Equal(package.Model, await File.ReadAllBytesAsync(file, Cancel));
        Assert.False(File.Exists(file + ".part"));
    }

    [Fact]
    public async Task More_bytes_than_announced_are_refused()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        await Refused.AsAsync(ErrorReason.InvalidRequest, () => WriteAsync(grid, package.ModelDigest.ToString(), package.Model, total: 10));
    }

    [Fact]
    public async Task Read_from_an_offset_gives_the_rest()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        await grid.PushAsync(package);
        using var call = grid.Registry.ReadBlob(new() { Digest = package.ModelDigest.ToString(), Offset = 2990 }, cancellationToken: Cancel);
        var pieces = await call.ResponseStream.ReadAllAsync(Cancel).ToListAsync(Cancel);
        Assert.Equal(3000u, pieces[0].TotalBytes);
        Assert.Equal(package.Model[2990..], pieces.SelectMany(piece => piece.Data));
        await Refused.AsAsync(ErrorReason.InvalidRequest, async () =>
        {
            using var behind = grid.Registry.ReadBlob(new() { Digest = package.ModelDigest.ToString(), Offset = 3001 }, cancellationToken: Cancel);
            await behind.ResponseStream.MoveNext(Cancel);
        });
    }

    [Fact]
    public async Task One_bit_flipped_in_the_stored_blob_is_noticed_on_pull()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        await grid.PushAsync(package);
        var file = grid.BlobFile(package.ModelDigest);
        var bytes = await File.ReadAllBytesAsync(file, Cancel);
        bytes[1000] ^= 0x10;
        await File.WriteAllBytesAsync(file, bytes, Cancel);
        await Refused.AsAsync(ErrorReason.PackageCorrupt, () => grid.Client.PullAsync(ModelReference.Of(package.Digest), cancellationToken: Cancel));

        // Nothing of it stayed in the cache: with the right bytes the pull succeeds.
        await File.WriteAllBytesAsync(file, package.Model, Cancel);
        Assert.Equal(package.Digest, (await grid.Client.PullAsync(ModelReference.Of(package.Digest), cancellationToken: Cancel)).Package.Digest);
    }

    [Fact]
    public async Task Package_damaged_in_the_cache_is_pulled_anew()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        await grid.PushAsync(package);
        var pulled = await grid.Client.PullAsync(ModelReference.Of(package.Digest), cancellationToken: Cancel);
        await File.WriteAllTextAsync(pulled.Package.FileOf(Roles.OnnxFp32), "rotten", Cancel);
        var again = await grid.Client.PullAsync(ModelReference.Of(package.Digest), cancellationToken: Cancel);
        Assert.Equal(package.Model, await File.ReadAllBytesAsync(again.Package.FileOf(Roles.OnnxFp32), Cancel));
    }

    [Fact]
    public async Task Pull_broken_midway_goes_on_where_it_stands()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write(bytes: 2_000_000);
        await grid.PushAsync(package);
        var part = Path.Combine(grid.Grid.Paths.Cache, "packages", package.Digest.Hex + ".part", "model.onnx");
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        await File.WriteAllBytesAsync(part, package.Model[..1_500_000], Cancel);
        var first = new TaskCompletionSource<TransferProgress>();
        var pulled = await grid.Client.PullAsync(ModelReference.Of(package.Digest), new FirstReport(first), Cancel);
        Assert.True((await first.Task).Done > 1_500_000, "the pull began again from zero");
        Assert.Equal(package.Model, await File.ReadAllBytesAsync(pulled.Package.FileOf(Roles.OnnxFp32), Cancel));
    }

    [Fact]
    public async Task Many_who_push_and_pull_the_same_package_at_once_all_succeed()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write(bytes: 400_000);
        var client = grid.Client;
        var versions = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => client.PushAsync(package.Folder, "planner", cancellationToken: Cancel)));
        Assert.All(versions, version => Assert.Equal(1u, version.Number));
        var pulled = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => client.PullAsync(ModelReference.Of(package.Digest), cancellationToken: Cancel)));
        Assert.All(pulled, each => Assert.Equal(package.Digest, each.Package.Digest));
    }

    private static async Task<WriteBlobResponse> WriteAsync(RegistryGrid grid, string digest, byte[] bytes, ulong offset = 0, ulong? total = null)
    {
        using var call = grid.Registry.WriteBlob(cancellationToken: Cancel);
        await call.RequestStream.WriteAsync(new() { Digest = digest, TotalBytes = total ?? (ulong)bytes.Length, Offset = offset, Data = ByteString.CopyFrom(bytes, 0, Math.Min(bytes.Length, 1 << 20)) }, Cancel);
        await call.RequestStream.CompleteAsync();
        return await call.ResponseAsync;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        while (!await holds())
            await Task.Delay(10, deadline.Token);
    }

    private sealed class FirstReport(TaskCompletionSource<TransferProgress> first) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => first.TrySetResult(value);
    }
}
