using System.Security.Cryptography;

namespace Trm.Grid.Packages.Internal;

/// <summary>A package's files on disk: described, checked, read and written.</summary>
internal static class PackageFile
{
    public static ManifestFile Describe(string folder, string role, string path)
    {
        var place = PackagePath.Resolve(folder, path);
        using var stream = OpenRead(place);
        return new() { Role = role, Path = path, Size = stream.Length, Sha256 = Digest.Of(stream) };
    }

    public static void Check(string place, ManifestFile entry)
    {
        using var stream = OpenRead(place);
        CheckSize(place, entry, stream.Length);
        CheckDigest(place, entry, Digest.Of(stream));
    }

    public static byte[] ReadChecked(string place, ManifestFile entry)
    {
        using var stream = OpenRead(place);
        CheckSize(place, entry, stream.Length);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        CheckDigest(place, entry, Digest.Of(bytes));
        return bytes;
    }

    public static byte[] ReadSmall(string place, int maxBytes)
    {
        if (new FileInfo(place).LinkTarget is not null)
            throw new PackageException(PackageReasons.PathEscapes, $"opening {place}: it is a link; a package holds plain files only, copy the file there");
        using var stream = OpenRead(place);
        if (stream.Length > maxBytes)
            throw new PackageException(PackageReasons.TooLarge, $"opening {place}: expected at most {maxBytes} bytes, got {stream.Length}; this is no package file");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Writes beside, flushes to the disk and renames: after a power cut the file is the old one or the new one.</summary>
    public static void WriteDurably(string place, ReadOnlySpan<byte> bytes)
    {
        var beside = place + ".new";
        using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }
        File.Move(beside, place, overwrite: true);
    }

    /// <summary>Copies exactly the entry's bytes, hashing on the way, and flushes them to the disk.</summary>
    /// <param name="source">Read to one byte beyond the entry's size at most.</param>
    /// <param name="place">Created; must not exist.</param>
    /// <param name="entry">What must come out.</param>
    public static void CopyChecked(Stream source, string place, ManifestFile entry)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var target = new FileStream(place, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[1 << 16];
        long total = 0;
        for (int count; total <= entry.Size && (count = source.Read(buffer, 0, (int)Math.Min(buffer.Length, entry.Size - total + 1))) > 0; total += count)
        {
            hash.AppendData(buffer, 0, count);
            target.Write(buffer, 0, count);
        }
        CheckSize(place, entry, total);
        CheckDigest(place, entry, Digest.FromHash(hash.GetHashAndReset()));
        target.Flush(flushToDisk: true);
    }

    private static FileStream OpenRead(string place)
    {
        try
        {
            return new(place, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException || (fault is UnauthorizedAccessException && Directory.Exists(place)))
        {
            throw new PackageException(PackageReasons.FileMissing, $"opening {place}: expected a file, there is none; the package is incomplete, fetch it again", fault);
        }
    }

    private static void CheckSize(string place, ManifestFile entry, long size)
    {
        if (size != entry.Size)
            throw new PackageException(PackageReasons.DigestMismatch, $"checking {place}: expected {entry.Size} bytes, got {size}; the file is damaged, fetch the package again");
    }

    private static void CheckDigest(string place, ManifestFile entry, Digest digest)
    {
        if (digest != entry.Sha256)
            throw new PackageException(PackageReasons.DigestMismatch, $"checking {place}: expected {entry.Sha256}, got {digest}; the file is damaged, fetch the package again");
    }
}
