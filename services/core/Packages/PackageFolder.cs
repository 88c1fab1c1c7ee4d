using Trm.Grid.Packages.Internal;

namespace Trm.Grid.Packages;

/// <summary>
/// A package that lies unpacked: <c>manifest.json</c>, its signature <c>manifest.dsse.json</c> once it is signed, and the files that the manifest
/// names. An object of this class exists only for a folder whose every named file had the right size and digest when it was opened.
/// Other files beside them are none of its business and are never read.
/// </summary>
public sealed class PackageFolder
{
    public const string ManifestName = "manifest.json";
    public const string EnvelopeName = "manifest.dsse.json";

    private PackageFolder(string folder, byte[] manifestBytes, Manifest manifest, DsseEnvelope? envelope) =>
        (Folder, ManifestBytes, Manifest, Envelope, Digest) = (folder, manifestBytes, manifest, envelope, Digest.Of(manifestBytes));

    /// <summary>Full path of the folder.</summary>
    public string Folder { get; }

    public Manifest Manifest { get; }

    /// <summary>The manifest as stored; <see cref="Digest"/> is theirs.</summary>
    public ReadOnlyMemory<byte> ManifestBytes { get; }

    /// <summary>The version's identity.</summary>
    public Digest Digest { get; }

    /// <summary>The signature that lies beside the manifest and is about exactly these bytes; absent when it is not signed.</summary>
    public DsseEnvelope? Envelope { get; }

    /// <summary>Opens and checks a package whose signature does not matter: one just exported, or checked before.</summary>
    /// <exception cref="PackageException">Anything is missing or not as the manifest says.</exception>
    public static PackageFolder Open(string folder)
    {
        folder = Path.GetFullPath(folder);
        var bytes = PackageFile.ReadSmall(Path.Combine(folder, ManifestName), ManifestJson.MaxBytes);
        var manifest = Manifest.Parse(bytes);
        foreach (var file in manifest.Files)
            PackageFile.Check(PackagePath.Resolve(folder, file.Path), file);
        return new(folder, bytes, manifest, ReadEnvelope(folder, bytes));
    }

    /// <summary>Opens and checks a package, its signature first.</summary>
    /// <exception cref="PackageException">Anything is missing or not as the manifest says, or nobody trusted signed it.</exception>
    public static PackageFolder Open(string folder, TrustedKeys trusted)
    {
        folder = Path.GetFullPath(folder);
        var bytes = PackageFile.ReadSmall(Path.Combine(folder, ManifestName), ManifestJson.MaxBytes);
        Verify(folder, ReadEnvelope(folder, bytes), trusted);
        var package = Open(folder);
        return package.Digest == Digest.Of(bytes) ? package : throw new PackageException(PackageReasons.DigestMismatch,
            $"opening package {folder}: its manifest changed while it was read; open it again when nobody writes there");
    }

    /// <summary>Makes a package of files that already lie in the folder: measures them, completes the manifest and writes it.</summary>
    /// <param name="folder">Where the files lie.</param>
    /// <param name="template">Everything but <see cref="Manifest.Files"/>, which is replaced.</param>
    /// <param name="files">Role and path, relative to the folder, of each file; see <see cref="Roles.FileName"/>.</param>
    public static PackageFolder Write(string folder, Manifest template, params IEnumerable<(string Role, string Path)> files)
    {
        folder = Path.GetFullPath(folder);
        var manifest = template with { Files = [.. files.Select(f => PackageFile.Describe(folder, f.Role, f.Path))] };
        var bytes = manifest.ToBytes();
        File.Delete(Path.Combine(folder, EnvelopeName));
        PackageFile.WriteDurably(Path.Combine(folder, ManifestName), bytes);
        return Open(folder);
    }

    /// <summary>Signs the manifest's bytes as stored and writes the envelope beside it, in place of an earlier one.</summary>
    /// <returns>The package with its signature.</returns>
    public PackageFolder Sign(params IReadOnlyList<SigningKey> keys)
    {
        var envelope = DsseEnvelope.SignManifest(ManifestBytes, keys);
        PackageFile.WriteDurably(Path.Combine(Folder, EnvelopeName), envelope.ToBytes());
        return new(Folder, ManifestBytes.ToArray(), Manifest, envelope);
    }

    /// <returns>The signer's key id.</returns>
    /// <exception cref="PackageException">Not signed, or by nobody trusted.</exception>
    public Digest RequireSigned(TrustedKeys trusted) => Verify(Folder, Envelope, trusted);

    /// <summary>The signature beside a folder's manifest, whatever its files are like; null where there is none. Who signed it is not yet looked at.</summary>
    /// <exception cref="PackageException">It is none, or signs another manifest.</exception>
    public static DsseEnvelope? ReadEnvelope(string folder) => ReadEnvelope(folder, PackageFile.ReadSmall(Path.Combine(folder, ManifestName), ManifestJson.MaxBytes));

    public bool Has(string role) => Manifest.Files.Any(f => f.Role == role);

    /// <returns>Full path of the file of this role.</returns>
    /// <exception cref="PackageException">The package has none.</exception>
    public string FileOf(string role) => PackagePath.Resolve(Folder, Entry(role).Path);

    /// <summary>Reads a file whole and checks what was read, so that a change since opening is seen too.</summary>
    public byte[] Read(string role)
    {
        var entry = Entry(role);
        return PackageFile.ReadChecked(PackagePath.Resolve(Folder, entry.Path), entry);
    }

    private ManifestFile Entry(string role) => Manifest.Files.FirstOrDefault(f => f.Role == role)
        ?? throw new PackageException(PackageReasons.RoleMissing,
            $"opening the {role} of package {Folder}: it holds {string.Join(", ", Manifest.Files.Select(f => f.Role))}; export the model again with its {role}");

    private static Digest Verify(string folder, DsseEnvelope? envelope, TrustedKeys trusted) => trusted.Verify(envelope
        ?? throw new PackageException(PackageReasons.NotSigned, $"opening package {folder}: expected a signature in {EnvelopeName}, there is none; push it to a registry, which signs it"));

    private static DsseEnvelope? ReadEnvelope(string folder, byte[] manifest)
    {
        var path = Path.Combine(folder, EnvelopeName);
        if (!Path.Exists(path))
            return null;
        var envelope = DsseEnvelope.Parse(PackageFile.ReadSmall(path, 4 << 20));
        return envelope.Payload.Span.SequenceEqual(manifest) ? envelope : throw new PackageException(PackageReasons.SignatureInvalid,
            $"opening package {folder}: {EnvelopeName} signs other bytes than {ManifestName} holds; the two do not belong together, fetch the package again");
    }
}
