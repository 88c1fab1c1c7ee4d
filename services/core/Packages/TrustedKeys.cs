using System.Security.Cryptography;
using Trm.Grid.Packages.Internal;

namespace Trm.Grid.Packages;

/// <summary>The public keys whose word counts. Immutable; checking needs no network.</summary>
public sealed class TrustedKeys
{
    private readonly SortedDictionary<Digest, PublicKey> keys = [];

    private TrustedKeys(IEnumerable<PublicKey> keys)
    {
        foreach (var key in keys)
            this.keys[key.KeyId] = key;
    }

    public static TrustedKeys None { get; } = new([]);

    public IReadOnlyCollection<Digest> KeyIds => keys.Keys;

    public static TrustedKeys Of(params IEnumerable<SigningKey> keys) => new(keys.Select(k => k.Public));

    /// <summary>Reads any number of PUBLIC KEY blocks, one after another.</summary>
    public static TrustedKeys FromPem(string pem)
    {
        var keys = new List<PublicKey>();
        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            if (!rest[fields.Label].SequenceEqual("PUBLIC KEY"))
                throw new PackageException(PackageReasons.KeyInvalid, $"reading trusted keys: expected PUBLIC KEY blocks, got {Shown.Of(rest[fields.Label].ToString())}; a private key never belongs here");
            keys.Add(PublicKey.Import(Convert.FromBase64String(rest[fields.Base64Data].ToString())));
            rest = rest[fields.Location.End..];
        }
        if (!rest.Trim().IsEmpty)
            throw new PackageException(PackageReasons.KeyInvalid, "reading trusted keys: expected PEM blocks only, got other text; fetch the list again");
        return new(keys);
    }

    public static TrustedKeys Load(string path) => FromPem(File.ReadAllText(path));

    /// <summary>All keys as PEM blocks, ordered by key id.</summary>
    public string ToPem() => string.Concat(keys.Values.Select(k => k.Pem + "\n"));

    /// <summary>These keys and the other's.</summary>
    public TrustedKeys With(TrustedKeys other) => new(keys.Values.Concat(other.keys.Values));

    /// <summary>These keys without one.</summary>
    public TrustedKeys Without(Digest keyId) => new(keys.Values.Where(k => k.KeyId != keyId));

    /// <summary>Looks for one good signature by a trusted key.</summary>
    /// <returns>The signer's key id.</returns>
    /// <exception cref="PackageException">No signature counts; the reason says why.</exception>
    public Digest Verify(DsseEnvelope envelope, string payloadType = DsseEnvelope.ManifestType) =>
        TryVerify(envelope, payloadType, out var signer, out var refusal) ? signer : throw refusal;

    /// <summary>As <see cref="Verify"/>, with the refusal as a value.</summary>
    public bool TryVerify(DsseEnvelope envelope, string payloadType, out Digest signer, out PackageException refusal)
    {
        (signer, refusal) = (default, null!);
        if (envelope.PayloadType != payloadType)
            refusal = new(PackageReasons.SignatureInvalid, $"verifying a signature: expected content of type {payloadType}, got '{Shown.Of(envelope.PayloadType)}'; do not use this package");
        else if (envelope.Signatures.Count == 0)
            refusal = new(PackageReasons.NotSigned, "verifying a signature: the envelope carries none; have the registry sign the package");
        else
        {
            var content = DsseEnvelope.Pae(payloadType, envelope.Payload.Span);
            var known = envelope.Signatures.Where(s => keys.ContainsKey(s.KeyId)).ToList();
            var good = known.Find(s => keys[s.KeyId].Verifies(content, s.Bytes.Span));
            if (good is not null)
                signer = good.KeyId;
            else
                refusal = known.Count > 0
                    ? new(PackageReasons.SignatureInvalid, $"verifying a signature: that of key {known[0].KeyId} does not fit the content; it was changed on the way, fetch the package again")
                    : new(PackageReasons.UnknownSigner, $"verifying a signature: signed by {string.Join(", ", envelope.Signatures.Select(s => s.KeyId))}, trusted are {(keys.Count == 0 ? "no keys" : string.Join(", ", keys.Keys))}; import the signer's key if you trust it");
        }
        return refusal is null;
    }
}
