using Trm.Grid.Edge.Planning;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Packages;

namespace Trm.Grid.Edge.Swap;

/// <summary>Fills a slot with a version's files, going on where an earlier attempt ended, unless what it left is not signed any more.</summary>
internal sealed class PackageDownload(IPackageSource source)
{
    /// <summary>Left free for the results' spool and the system.</summary>
    private const long ReserveBytes = 1 << 20;

    /// <exception cref="IOException">The disk is full.</exception>
    /// <exception cref="PackageException">The manifest is not what was asked for, or nobody trusted signed it.</exception>
    public async Task RunAsync(Slot slot, string digest, TrustedKeys trusted, CancellationToken cancel)
    {
        if (slot.Digest != digest || !slot.IsSigned(trusted))
            await BeginAsync(slot, digest, trusted, cancel);
        var manifest = slot.ReadManifest();
        RequireSpace(slot, manifest);
        foreach (var file in manifest.Files)
            try
            {
                await FetchAsync(slot, digest, file, cancel);
            }
            catch (IOException e) when (DiskSpace.IsFull(e))
            {
                // What is left of the disk belongs to the results first.
                File.Delete(slot.PartOf(file));
                throw;
            }
    }

    private async Task BeginAsync(Slot slot, string digest, TrustedKeys trusted, CancellationToken cancel)
    {
        var (bytes, signed) = await source.GetVersionAsync(digest, cancel);
        if (Digest.Of(bytes).ToString() != digest)
            throw new PackageException(PackageReasons.DigestMismatch, $"downloading {digest}: the manifest that came is {Digest.Of(bytes)}; fetch it again");
        var envelope = DsseEnvelope.Parse(signed);
        trusted.Verify(envelope);
        if (!envelope.Payload.Span.SequenceEqual(bytes))
            throw new PackageException(PackageReasons.SignatureInvalid, $"downloading {digest}: its envelope signs another manifest; do not use this package");
        var manifest = Manifest.Parse(bytes);
        manifest.RequireAgent(AgentVersion.Current);
        manifest.RequireRuntime(AgentVersion.Current);
        // What can never run here must not take the place of the way back.
        LoadedModel.RequireTask(manifest, digest);
        foreach (var file in manifest.Files)
            slot.PathOf(file);
        slot.Begin(bytes, signed);
    }

    private static void RequireSpace(Slot slot, Manifest manifest)
    {
        var needed = manifest.Files.Sum(f => f.Size - slot.Present(f));
        var free = DiskSpace.Free(slot.Folder);
        if (needed > 0 && free < needed + ReserveBytes)
            throw new IOException($"downloading into {slot.Folder}: needs {needed} bytes and {ReserveBytes} in reserve, the disk has {free} free; make room", DiskSpace.NoSpaceLeft);
    }

    private async Task FetchAsync(Slot slot, string digest, ManifestFile file, CancellationToken cancel)
    {
        if (File.Exists(slot.PathOf(file)) && slot.Present(file) == file.Size)
            return;
        var part = slot.PartOf(file);
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        await using (var stream = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0))
        {
            if (stream.Length > file.Size)
                stream.SetLength(0);
            stream.Position = stream.Length;
            if (stream.Position < file.Size)
                await foreach (var piece in source.FetchAsync(digest, file.Sha256.ToString(), stream.Position, cancel))
                {
                    if (stream.Position + piece.Length > file.Size)
                    {
                        stream.SetLength(0);
                        throw new SourceException($"downloading {file.Path} of {digest}: expected {file.Size} bytes, more came; fetch it again");
                    }
                    await stream.WriteAsync(piece, cancel);
                    CrashPoint.Reach(CrashLine.DownloadPiece);
                }
            if (stream.Position < file.Size)
                throw new LinkLostException($"downloading {file.Path} of {digest}: {stream.Position} of {file.Size} bytes came before the stream ended");
            stream.Flush(flushToDisk: true);
        }
        File.Move(part, slot.PathOf(file), overwrite: true);
        FolderSync.Flush(Path.GetDirectoryName(part)!);
        CrashPoint.Reach(CrashLine.DownloadFile);
    }
}
