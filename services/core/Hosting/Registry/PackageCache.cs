using System.Collections.Concurrent;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Packages;
using TrustedKeys = Trm.Grid.Packages.TrustedKeys;

namespace Trm.Grid.Hosting;

/// <summary>Packages by their digest: <c>HEX</c> whole and checked, <c>HEX.part</c> on the way.</summary>
internal sealed class PackageCache(string root)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> pulling = new();

    public async Task<PackageFolder> PullAsync(
        ModelVersion version,
        TrustedKeys trusted,
        Func<Digest, string, Action<long>, CancellationToken, Task> download,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken)
    {
        var digest = DigestOf(version);
        var turn = pulling.GetOrAdd(digest.Hex, _ => new(1, 1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            var folder = Path.Combine(root, digest.Hex);
            if (Cached(folder, digest, trusted) is { } cached)
                return cached;
            // One data folder may serve a grid and commands beside it: the lock file lets one process pull a package at a time.
            Directory.CreateDirectory(root);
            using var held = await FileLock.TakeAsync(folder + ".lock", cancellationToken);
            if (Cached(folder, digest, trusted) is { } meanwhile)
                return meanwhile;
            return await FetchAsync(version, folder, trusted, download, progress, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    private static async Task<PackageFolder> FetchAsync(
        ModelVersion version,
        string folder,
        TrustedKeys trusted,
        Func<Digest, string, Action<long>, CancellationToken, Task> download,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken)
    {
        var bytes = version.Manifest.ToByteArray();
        trusted.Verify(DsseEnvelope.Parse(version.Envelope.Span));
        var manifest = Manifest.Parse(bytes);
        var part = folder + ".part";
        Directory.CreateDirectory(part);
        var (done, total) = (0L, manifest.Files.Sum(file => file.Size));
        foreach (var file in manifest.Files)
        {
            // A manifest that parses holds plain relative paths only.
            var path = Path.Combine(part, file.Path);
            var before = done;
            if (!File.Exists(path) || new FileInfo(path).Length < file.Size || file.Size == 0)
                await download(file.Sha256, path, got => progress?.Report(new(before + got, total)), cancellationToken);
            RequireRight(version, file, path);
            done += file.Size;
        }
        DurableFile.Write(Path.Combine(part, PackageFolder.ManifestName), bytes);
        DurableFile.Write(Path.Combine(part, PackageFolder.EnvelopeName), version.Envelope.Span);
        PackageFolder.Open(part, trusted);
        Directory.Move(part, folder);
        DurableFile.FlushFolder(Path.GetDirectoryName(folder)!);
        return PackageFolder.Open(folder, trusted);
    }

    /// <summary>What was pulled before, checked again: bytes at rest can rot. Null where it must be pulled.</summary>
    private static PackageFolder? Cached(string folder, Digest digest, TrustedKeys trusted)
    {
        if (!Directory.Exists(folder))
            return null;
        try
        {
            var package = PackageFolder.Open(folder, trusted);
            if (package.Digest == digest)
                return package;
        }
        catch (PackageException fault) when (fault.Reason is not (PackageReasons.UnknownSigner or PackageReasons.NotSigned))
        {
            // Damaged at rest: pulled anew below.
        }
        Directory.Delete(folder, recursive: true);
        return null;
    }

    private static void RequireRight(ModelVersion version, ManifestFile file, string path)
    {
        var (size, came) = (new FileInfo(path).Length, Digest.OfFile(path));
        if (size == file.Size && came == file.Sha256)
            return;
        // What is wrong must not be resumed.
        File.Delete(path);
        throw new GridException(ErrorReason.PackageCorrupt,
            $"pulling {version.Model} {version.Number}: {file.Path} must have {file.Size} bytes with {file.Sha256}, came {size} with {came}; if a new try fails too, the registry's copy is damaged: push the package again");
    }

    private static Digest DigestOf(ModelVersion version)
    {
        var digest = Digest.Of(version.Manifest.Span);
        return digest.ToString() == version.Digest ? digest : throw new GridException(ErrorReason.PackageCorrupt,
            $"pulling {version.Model} {version.Number}: the manifest has {digest}, the registry calls it {version.Digest}; do not use it");
    }
}
