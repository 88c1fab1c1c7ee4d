using System.Text;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Packages;

namespace Trm.Grid.Edge.Swap;

/// <summary>A folder that holds one version, or part of one. Only the mark <c>proven</c> makes it one that may run.</summary>
internal sealed class Slot(string name, string folder)
{
    private const string PartExtension = ".part";

    public string Name { get; } = name;

    public string Folder { get; } = folder;

    private string Mark => Path.Combine(Folder, "proven");

    private string ManifestPath => Path.Combine(Folder, PackageFolder.ManifestName);

    /// <summary>Digest of the version that the slot is for; empty where there is none.</summary>
    public string Digest => AtomicFile.ReadIfPresent(ManifestPath) is { } bytes ? Packages.Digest.Of(bytes).ToString() : "";

    /// <summary>Digest of the version that has passed its golden vectors here; empty where there is none.</summary>
    public string ProvenDigest => AtomicFile.ReadIfPresent(Mark) is { } bytes && Encoding.UTF8.GetString(bytes) is var digest && digest == Digest ? digest : "";

    /// <summary>Empties the slot and makes it the place for a version. The manifest is written last: a slot with a manifest has its signature too.</summary>
    public void Begin(ReadOnlySpan<byte> manifest, ReadOnlySpan<byte> envelope)
    {
        if (Directory.Exists(Folder))
        {
            // NOTE: the mark must be gone for good before anything else is, or a power cut leaves a half slot that claims to be proven.
            File.Delete(Mark);
            FolderSync.Flush(Folder);
            Directory.Delete(Folder, recursive: true);
        }
        Directory.CreateDirectory(Folder);
        CrashPoint.Reach(CrashLine.SlotEmptied);
        AtomicFile.Write(Path.Combine(Folder, PackageFolder.EnvelopeName), envelope);
        AtomicFile.Write(ManifestPath, manifest);
    }

    /// <summary>Whether somebody trusted has signed the slot's manifest: a key may be trusted no longer, a file may suffer.</summary>
    public bool IsSigned(TrustedKeys trusted)
    {
        try
        {
            return PackageFolder.ReadEnvelope(Folder) is { } envelope && trusted.TryVerify(envelope, DsseEnvelope.ManifestType, out _, out _);
        }
        catch (PackageException)
        {
            return false;
        }
    }

    public Manifest ReadManifest() => Manifest.Parse(File.ReadAllBytes(ManifestPath));

    /// <summary>Says that the version in the slot may run on this hardware.</summary>
    public void MarkProven() => AtomicFile.Write(Mark, Encoding.UTF8.GetBytes(Digest));

    public string PathOf(ManifestFile file)
    {
        var path = Path.GetFullPath(Path.Combine(Folder, file.Path));
        return path.StartsWith(Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new PackageException(PackageReasons.PathEscapes, $"opening slot {Name}: the file {file.Path} climbs out of its folder; do not use this package");
    }

    public string PartOf(ManifestFile file) => PathOf(file) + PartExtension;

    /// <summary>Bytes of the file that are here.</summary>
    public long Present(ManifestFile file)
    {
        var whole = new FileInfo(PathOf(file));
        var part = new FileInfo(PartOf(file));
        return whole.Exists && whole.Length == file.Size ? file.Size : part.Exists ? Math.Min(part.Length, file.Size) : 0;
    }

    /// <summary>Deletes the files whose bytes are not those of the manifest.</summary>
    /// <returns>Their paths.</returns>
    public List<string> DiscardDamaged(Manifest manifest)
    {
        var damaged = manifest.Files.Where(f => File.Exists(PathOf(f)) && Packages.Digest.OfFile(PathOf(f)) != f.Sha256).ToList();
        foreach (var file in damaged)
            File.Delete(PathOf(file));
        return [.. damaged.Select(f => f.Path)];
    }
}
