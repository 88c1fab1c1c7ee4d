using System.IO.Compression;

namespace Trm.Grid.Packages.Internal;

/// <summary>Takes a zip apart. The manifest decides what is written, where and how much; the zip's own names and sizes are only ever compared with it.</summary>
internal static class TrmpkgReader
{
    public static void Extract(Stream stream, string file, string folder, Action<DsseEnvelope?> verify, long maxBytes)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            var entries = Index(zip, file);
            var bytes = Small(entries, PackageFolder.ManifestName, file, ManifestJson.MaxBytes)
                ?? throw new PackageException(PackageReasons.FileMissing, $"unpacking {file}: expected {PackageFolder.ManifestName} in it, there is none; this is no model package");
            var signature = Small(entries, PackageFolder.EnvelopeName, file, 4 << 20);
            var envelope = signature is null ? null : DsseEnvelope.Parse(signature);
            verify(envelope);
            if (envelope is not null && !envelope.Payload.Span.SequenceEqual(bytes))
                throw new PackageException(PackageReasons.SignatureInvalid, $"unpacking {file}: its signature is about another manifest; fetch the package again");
            var manifest = Manifest.Parse(bytes);
            CheckEntries(manifest, entries, file, maxBytes);

            Directory.CreateDirectory(folder);
            foreach (var entry in manifest.Files)
            {
                using var content = entries[entry.Path].Open();
                PackageFile.CopyChecked(content, PackagePath.Resolve(folder, entry.Path), entry);
            }
            if (signature is not null)
                PackageFile.WriteDurably(Path.Combine(folder, PackageFolder.EnvelopeName), signature);
            PackageFile.WriteDurably(Path.Combine(folder, PackageFolder.ManifestName), bytes);
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException)
        {
            // What ZipArchive throws at bytes that are no zip, or half of one.
            throw new PackageException(PackageReasons.ArchiveInvalid, $"unpacking {file}: expected a zip archive without compression, got: {Shown.Of(fault.Message)} fetch the package again", fault);
        }
    }

    private static Dictionary<string, ZipArchiveEntry> Index(ZipArchive zip, string file)
    {
        if (zip.Entries.Count > 66)
            throw new PackageException(PackageReasons.FileUnexpected, $"unpacking {file}: expected at most 66 entries, got {zip.Entries.Count}; do not use this package");
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            if (entry.FullName is not (PackageFolder.ManifestName or PackageFolder.EnvelopeName))
                PackagePath.Check(entry.FullName);
            if (!entries.TryAdd(entry.FullName, entry))
                throw new PackageException(PackageReasons.ArchiveInvalid, $"unpacking {file}: '{entry.FullName}' is in it twice; do not use this package");
            if (entry.CompressedLength != entry.Length || entry.IsEncrypted)
                throw new PackageException(PackageReasons.ArchiveInvalid, $"unpacking {file}: '{entry.FullName}' is compressed or encrypted, expected it stored as it is; pack it again with trmgrid");
        }
        return entries;
    }

    private static void CheckEntries(Manifest manifest, Dictionary<string, ZipArchiveEntry> entries, string file, long maxBytes)
    {
        foreach (var entry in manifest.Files)
            if (!entries.ContainsKey(entry.Path))
                throw new PackageException(PackageReasons.FileMissing, $"unpacking {file}: expected '{entry.Path}' in it, there is none; the package is incomplete, fetch it again");
        var named = manifest.Files.Select(f => f.Path).Append(PackageFolder.ManifestName).Append(PackageFolder.EnvelopeName);
        if (entries.Keys.Except(named).FirstOrDefault() is { } extra)
            throw new PackageException(PackageReasons.FileUnexpected, $"unpacking {file}: '{extra}' is in it but not in its manifest; do not use this package");
        decimal total = manifest.Files.Sum(f => (decimal)f.Size);
        if (total > maxBytes)
            throw new PackageException(PackageReasons.TooLarge, $"unpacking {file}: its files have {total} bytes, allowed are {maxBytes}; raise the limit if you trust it");
    }

    private static byte[]? Small(Dictionary<string, ZipArchiveEntry> entries, string name, string file, int maxBytes)
    {
        if (!entries.TryGetValue(name, out var entry))
            return null;
        if (entry.Length > maxBytes)
            throw new PackageException(PackageReasons.TooLarge, $"unpacking {file}: {name} has {entry.Length} bytes, expected at most {maxBytes}; this is no model package");
        using var stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
