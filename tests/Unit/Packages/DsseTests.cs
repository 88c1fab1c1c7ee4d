using System.Security.Cryptography;
using System.Text;
using Trm.Grid.Packages;

namespace Trm.Grid.Tests.Unit.Packages;

public sealed class DsseTests : IDisposable
{
    private readonly SamplePackage sample = new();

    public void Dispose() => sample.Dispose();

    [Fact]
    public void Encoding_is_that_of_the_specification() =>
        Assert.Equal("DSSEv1 29 http://example.com/HelloWorld 11 hello world", Encoding.UTF8.GetString(DsseEnvelope.Pae("http://example.com/HelloWorld", "hello world"u8)));

    [Fact]
    public void Signature_of_the_specifications_own_example_is_accepted()
    {
        // The protocol document's test vector: a raw P-256 signature there, which this envelope carries in DER form.
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = Number("46950820868899156662930047687818585632848591499744589407958293238635476079160"), Y = Number("5640078356564379163099075877009565129882514886557779369047442380624545832820") },
        });
        var raw = Convert.FromBase64String("A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==");
        Assert.True(key.VerifyData(DsseEnvelope.Pae("http://example.com/HelloWorld", "hello world"u8), raw, HashAlgorithmName.SHA256));
    }

    [Fact]
    public void Envelope_reads_back_and_verifies()
    {
        var envelope = DsseEnvelope.Parse(DsseEnvelope.SignManifest("content"u8.ToArray(), sample.Key).ToBytes());
        Assert.Equal(sample.Key.KeyId, sample.Trusted.Verify(envelope));
        Assert.Equal("content"u8, envelope.Payload.Span);
        Assert.Equal(sample.Key.KeyId, Digest.Of(PemBytes(sample.Key.PublicKeyPem)));
    }

    [Fact]
    public void One_bit_changed_anywhere_in_an_envelope_is_caught()
    {
        // The first signature whose base64 holds a plus sign: escaped, it could be spelled in two ways.
        var good = Enumerable.Range(0, int.MaxValue).Select(_ => DsseEnvelope.SignManifest("some content"u8.ToArray(), sample.Key).ToBytes()).First(bytes => bytes.AsSpan().Count((byte)'+') > 1);
        for (var at = 0; at < good.Length; at++)
        {
            var bytes = (byte[])good.Clone();
            bytes[at] ^= (byte)(1 << (at % 8));
            Assert.Throws<PackageException>(() => sample.Trusted.Verify(DsseEnvelope.Parse(bytes)));
        }
    }

    [Fact]
    public void Refusals_say_why()
    {
        using var other = SigningKey.Create();
        var content = "content"u8.ToArray();
        var good = DsseEnvelope.SignManifest(content, sample.Key);
        SamplePackage.AssertRefused(PackageReasons.UnknownSigner, () => TrustedKeys.Of(other).Verify(good));
        SamplePackage.AssertRefused(PackageReasons.UnknownSigner, () => TrustedKeys.None.Verify(good));
        SamplePackage.AssertRefused(PackageReasons.NotSigned, () => sample.Trusted.Verify(good with { Signatures = [] }));
        SamplePackage.AssertRefused(PackageReasons.SignatureInvalid, () => sample.Trusted.Verify(good with { Payload = "contenT"u8.ToArray() }));
        SamplePackage.AssertRefused(PackageReasons.SignatureInvalid, () => sample.Trusted.Verify(DsseEnvelope.Sign(content, "text/plain", sample.Key)));
        SamplePackage.AssertRefused(PackageReasons.SignatureInvalid, () => sample.Trusted.Verify(good with { Signatures = [new(sample.Key.KeyId, new byte[] { 1, 2 })] }));
        // Somebody else's signature under a trusted key's id.
        var forged = good with { Signatures = [new(sample.Key.KeyId, DsseEnvelope.SignManifest(content, other).Signatures[0].Bytes)] };
        SamplePackage.AssertRefused(PackageReasons.SignatureInvalid, () => sample.Trusted.Verify(forged));
    }

    [Fact]
    public void One_trusted_signature_among_several_is_enough()
    {
        using var other = SigningKey.Create();
        var envelope = DsseEnvelope.SignManifest("content"u8.ToArray(), other, sample.Key);
        Assert.Equal(sample.Key.KeyId, sample.Trusted.Verify(envelope));
        Assert.Contains(TrustedKeys.Of(other).With(sample.Trusted).Verify(envelope), new[] { other.KeyId, sample.Key.KeyId });
    }

    [Fact]
    public void Keys_travel_as_pem_and_a_saved_key_is_its_owners_only()
    {
        using var other = SigningKey.Create();
        var path = Path.Combine(sample.Root, "signing.pem");
        sample.Key.Save(path);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Throws<IOException>(() => other.Save(path));
        using var loaded = SigningKey.Load(path);
        Assert.Equal(sample.Key.KeyId, loaded.KeyId);

        var both = TrustedKeys.FromPem(sample.Key.PublicKeyPem + "\r\n" + other.PublicKeyPem);
        Assert.Equal(2, both.KeyIds.Count);
        Assert.Equal(both.KeyIds, TrustedKeys.FromPem(both.ToPem()).KeyIds);
        Assert.Equal([other.KeyId], both.Without(loaded.KeyId).KeyIds);
        Assert.Empty(TrustedKeys.FromPem("").KeyIds);
    }

    [Fact]
    public void Other_keys_and_other_texts_are_refused()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var pem in new[] { p384.ExportPkcs8PrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem(), p256.ExportSubjectPublicKeyInfoPem(), "", "no key" })
            SamplePackage.AssertRefused(PackageReasons.KeyInvalid, () => SigningKey.Parse(pem));
        foreach (var pem in new[] { p384.ExportSubjectPublicKeyInfoPem(), rsa.ExportSubjectPublicKeyInfoPem(), p256.ExportPkcs8PrivateKeyPem(), "no key" })
            SamplePackage.AssertRefused(PackageReasons.KeyInvalid, () => TrustedKeys.FromPem(pem));
    }

    private static byte[] Number(string digits) => System.Numerics.BigInteger.Parse(digits, null).ToByteArray(isUnsigned: true, isBigEndian: true);

    private static byte[] PemBytes(string pem) => Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
}
