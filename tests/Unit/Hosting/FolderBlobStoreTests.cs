using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;

namespace Trm.Grid.Tests.Unit.Hosting;

public sealed class FolderBlobStoreTests : BlobStoreConformance
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("trm-grid-blobs-");

    [Fact]
    public async Task Full_disk_keeps_what_came_and_the_upload_goes_on_once_there_is_room()
    {
        byte[] bytes = [.. Enumerable.Range(0, 300_000).Select(i => (byte)i)];
        var name = Digest.Of(bytes);
        var tight = new FolderBlobStore(folder.FullName, quota: 200_000);
        await RefusedAsync(ErrorReason.DiskFull, () => tight.AppendAsync(name, bytes.Length, 0, new MemoryStream(bytes), Cancel));
        var roomy = new FolderBlobStore(folder.FullName);
        var stat = await roomy.StatAsync(name, Cancel);
        Assert.False(stat.Complete);
        Assert.InRange(stat.Size, 1, 200_000);
        Assert.True((await roomy.AppendAsync(name, bytes.Length, stat.Size, new MemoryStream(bytes[(int)stat.Size..]), Cancel)).Complete);
    }

    protected override IBlobStore Open() => new FolderBlobStore(folder.FullName);

    protected override void Remove() => folder.Delete(recursive: true);
}
