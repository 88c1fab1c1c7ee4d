using System.Security.Cryptography;
using Google.Protobuf;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Packages;
using TrustedKeys = Trm.Grid.Packages.TrustedKeys;

namespace Trm.Grid.Hosting;

/// <summary>Pushes packages to the registry and pulls them into this data folder's cache. Safe for several threads.</summary>
public sealed class RegistryClient(GridChannels channels, GridPaths paths)
{
    private readonly PackageCache cache = new(Path.Combine(paths.Cache, "packages"));

    private ModelRegistry.ModelRegistryClient Registry => channels.Registry;

    /// <summary>Uploads a package folder's files and registers it. A repeat with the same bytes is harmless and resumes.</summary>
    /// <param name="folder">An unpacked package; its signature goes along if it has one, else the registry signs.</param>
    /// <param name="requestId">Names this push; null: a name made of the package and the model.</param>
    public async Task<ModelVersion> PushAsync(
        string folder, string model, string? requestId = null, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var package = PackageFolder.Open(folder);
        var (done, total) = (0L, package.Manifest.Files.Sum(file => file.Size));
        foreach (var file in package.Manifest.Files)
        {
            await using var content = File.OpenRead(package.FileOf(file.Role));
            var before = done;
            await BlobTransfer.UploadAsync(Registry, file.Sha256, content, sent => progress?.Report(new(before + sent, total)), cancellationToken);
            done += file.Size;
        }
        var answer = await Registry.RegisterVersionAsync(new()
        {
            RequestId = requestId ?? $"push/{model}/{package.Digest}",
            Model = model,
            Manifest = ByteString.CopyFrom(package.ManifestBytes.Span),
            Envelope = package.Envelope is { } envelope ? ByteString.CopyFrom(envelope.ToBytes()) : ByteString.Empty,
        }, cancellationToken: cancellationToken);
        return answer.Version;
    }

    /// <summary>What the registry has under that name.</summary>
    public async Task<ModelVersion> FindAsync(ModelReference reference, CancellationToken cancellationToken = default) =>
        (await Registry.GetVersionAsync(reference.ToRequest(), cancellationToken: cancellationToken)).Version;

    /// <summary>Brings a version's files here, resuming what broke off, and checks signature and digests.</summary>
    /// <exception cref="GridException">PACKAGE_CORRUPT: the registry's bytes are not what the manifest says. SIGNATURE_INVALID.</exception>
    public async Task<PulledPackage> PullAsync(ModelReference reference, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var version = await FindAsync(reference, cancellationToken);
        if (reference.Digest is { } asked && asked.ToString() != version.Digest)
            throw new GridException(ErrorReason.PackageCorrupt, $"pulling {reference}: the registry answered with {version.Digest}; do not use it");
        var trusted = await TrustedAsync(cancellationToken);
        return new(version, await cache.PullAsync(version, trusted, Download, progress, cancellationToken));
    }

    /// <summary>Uploads any bytes as a blob.</summary>
    public async Task<Digest> UploadAsync(byte[] content, CancellationToken cancellationToken = default)
    {
        var digest = Digest.Of(content);
        using var stream = new MemoryStream(content, writable: false);
        await BlobTransfer.UploadAsync(Registry, digest, stream, _ => { }, cancellationToken);
        return digest;
    }

    /// <summary>Uploads a file of any size as a blob.</summary>
    public async Task<Digest> UploadFileAsync(string path, CancellationToken cancellationToken = default)
    {
        var digest = Digest.OfFile(path);
        await using var stream = File.OpenRead(path);
        await BlobTransfer.UploadAsync(Registry, digest, stream, _ => { }, cancellationToken);
        return digest;
    }

    /// <summary>A blob's bytes, checked.</summary>
    /// <exception cref="GridException">BLOB_NOT_FOUND, DIGEST_MISMATCH.</exception>
    public async Task<byte[]> DownloadAsync(Digest digest, CancellationToken cancellationToken = default)
    {
        using var call = Registry.ReadBlob(new() { Digest = digest.ToString() }, cancellationToken: cancellationToken);
        using var bytes = new MemoryStream();
        try
        {
            while (await call.ResponseStream.MoveNext(cancellationToken))
                bytes.Write(call.ResponseStream.Current.Data.Span);
        }
        catch (Grpc.Core.RpcException fault) when (GridError.From(fault) is { Reason: not ErrorReason.Unspecified } error)
        {
            throw new GridException(error.Reason, error.Message, fault);
        }
        var came = Digest.Of(bytes.ToArray());
        return came == digest ? bytes.ToArray() : throw new GridException(ErrorReason.DigestMismatch, $"reading {digest}: the registry's bytes have {came}; the blob has rotted, upload it again");
    }

    /// <summary>A blob of any size, checked, as a file that is there whole or not at all; goes on where an earlier try broke off.</summary>
    /// <exception cref="GridException">DIGEST_MISMATCH.</exception>
    public async Task DownloadFileAsync(Digest digest, string path, CancellationToken cancellationToken = default)
    {
        var beside = path + ".part";
        // What an earlier try left may be damaged, or of a power cut's making: it is no fault of the registry's before all came from there.
        for (var whole = !File.Exists(beside); ; whole = true)
        {
            try
            {
                await BlobTransfer.DownloadAsync(Registry, digest, beside, _ => { }, cancellationToken);
            }
            catch (Grpc.Core.RpcException fault) when (!whole && fault.StatusCode == Grpc.Core.StatusCode.InvalidArgument)
            {
                File.Delete(beside);
                continue;
            }
            if (Digest.OfFile(beside) is var came && came == digest)
                break;
            File.Delete(beside);
            if (whole)
                throw new GridException(ErrorReason.DigestMismatch, $"reading {digest}: the registry's bytes have {came}; the blob has rotted, upload it again");
        }
        File.Move(beside, path, overwrite: true);
        DurableFile.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>The keys whose packages this grid trusts.</summary>
    public async Task<TrustedKeys> TrustedAsync(CancellationToken cancellationToken = default)
    {
        var answer = await Registry.GetTrustedKeysAsync(new(), cancellationToken: cancellationToken);
        return TrustedKeys.FromPem(string.Concat(answer.Keys.Select(key => PemEncoding.WriteString("PUBLIC KEY", key.PublicKey.Span) + "\n")));
    }

    private Task Download(Digest digest, string path, Action<long> got, CancellationToken cancellationToken) =>
        BlobTransfer.DownloadAsync(Registry, digest, path, got, cancellationToken);
}
