using System.Security.Cryptography;
using Google.Protobuf;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;
using TrustedKeys = Trm.Grid.Packages.TrustedKeys;

namespace Trm.Grid.Registry;

/// <summary>Whose signatures count: the grid's own key, and those that its operator put into <c>identity/trusted.pem</c>.</summary>
internal sealed class PackageTrust
{
    private readonly GridIdentity identity;
    private readonly TrustedKeys keys;

    /// <exception cref="GridStartException">The operator's file is no list of public keys.</exception>
    public PackageTrust(GridIdentity identity, GridPaths paths)
    {
        this.identity = identity;
        var file = Path.Combine(paths.Identity, "trusted.pem");
        var own = TrustedKeys.Of(identity.PackageKey);
        keys = File.Exists(file) ? own.With(Read(file)) : own;
    }

    /// <summary>The envelope to store: the one that came, checked, or one signed here.</summary>
    /// <param name="envelope">Empty: signed here.</param>
    /// <exception cref="PackageException">Not about this manifest, or by nobody trusted.</exception>
    public byte[] Seal(byte[] manifest, ByteString envelope)
    {
        if (envelope.IsEmpty)
            return DsseEnvelope.SignManifest(manifest, identity.PackageKey).ToBytes();
        var came = DsseEnvelope.Parse(envelope.Span);
        if (!came.Payload.Span.SequenceEqual(manifest))
            throw new GridException(ErrorReason.SignatureInvalid, "registering a version: the envelope signs other bytes than the manifest that came with it; send the two that belong together");
        keys.Verify(came);
        return envelope.ToByteArray();
    }

    public IEnumerable<TrustedKey> List()
    {
        var rest = keys.ToPem();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            var der = Convert.FromBase64String(rest[fields.Base64Data]);
            yield return new() { KeyId = Digest.Of(der).Hex, PublicKey = ByteString.CopyFrom(der) };
            rest = rest[fields.Location.End..];
        }
    }

    private static TrustedKeys Read(string file)
    {
        try
        {
            return TrustedKeys.Load(file);
        }
        catch (PackageException fault)
        {
            throw new GridStartException($"reading {file}: expected PUBLIC KEY blocks in PEM and nothing else ({fault.Message}); put them right, or move the file away to trust no other grid's packages", fault);
        }
    }
}
