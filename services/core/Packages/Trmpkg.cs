using System.IO.Compression;
using Trm.Grid.Packages.Internal;

namespace Trm.Grid.Packages;

/// <summary>
/// A package as one file, <c>NAME.trmpkg</c>: a zip without compression, the manifest first, then its signature, then the files in the manifest's
/// order. The same package always gives the same bytes.
/// </summary>
public static class Trmpkg
{
    public const string Extension = ".trmpkg";

    /// <summary>Bytes that <see cref="Unpack(string, string, TrustedKeys, long)"/> writes at most unless told otherwise: 2 GiB, hundreds of times the largest model here.</summary>
    public const long DefaultMaxBytes = 2L << 30;

    // The earliest time that a zip can say: the file must not depend on when it was made.
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the package to one file; an existing one is replaced once the new one is whole.</summary>
    public static void Pack(PackageFolder package, string file)
    {
        var beside = file + ".new";
        using (var stream = new FileStream(beside, FileMode.Create, FileAccess.ReadWrite))
        {
            using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            {
                Add(zip, PackageFolder.ManifestName, package.ManifestBytes.Span);
                if (package.Envelope is not null)
                    Add(zip, PackageFolder.EnvelopeName, package.Envelope.ToBytes());
                foreach (var entry in package.Manifest.Files)
                    Add(zip, entry.Path, package.Read(entry.Role));
            }
            stream.Flush(flushToDisk: true);
        }
        File.Move(beside, file, overwrite: true);
    }

    /// <summary>Unpacks a file whose signature does not matter.</summary>
    /// <param name="file">The .trmpkg.</param>
    /// <param name="folder">Must not exist; appears only when everything in it is checked.</param>
    /// <param name="maxBytes">Refuses a package whose files are larger together.</param>
    /// <exception cref="PackageException">The file is damaged, lacks something, holds something else, or is too large.</exception>
    public static PackageFolder Unpack(string file, string folder, long maxBytes = DefaultMaxBytes) => UnpackChecked(file, folder, _ => { }, maxBytes);

    /// <summary>Unpacks a file, its signature checked before anything is written.</summary>
    /// <inheritdoc cref="Unpack(string, string, long)"/>
    public static PackageFolder Unpack(string file, string folder, TrustedKeys trusted, long maxBytes = DefaultMaxBytes) => UnpackChecked(
        file,
        folder,
        envelope => trusted.Verify(envelope ?? throw new PackageException(PackageReasons.NotSigned,
            $"unpacking {file}: expected a signature in {PackageFolder.EnvelopeName}, there is none; push it to a registry, which signs it")),
        maxBytes);

    private static PackageFolder UnpackChecked(string file, string folder, Action<DsseEnvelope?> verify, long maxBytes)
    {
        folder = Path.GetFullPath(folder);
        if (Path.Exists(folder))
            throw new PackageException(PackageReasons.Exists, $"unpacking {file}: {folder} exists already; name a new folder");
        var beside = Path.TrimEndingDirectorySeparator(folder) + ".new-" + Guid.NewGuid().ToString("n");
        try
        {
            using (var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read))
                TrmpkgReader.Extract(stream, file, beside, verify, maxBytes);
            PackageFolder.Open(beside);
            Directory.Move(beside, folder);
            return PackageFolder.Open(folder);
        }
        finally
        {
            if (Directory.Exists(beside))
                Directory.Delete(beside, recursive: true);
        }
    }

    private static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> bytes)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = Epoch;
        using var stream = entry.Open();
        stream.Write(bytes);
    }
}
