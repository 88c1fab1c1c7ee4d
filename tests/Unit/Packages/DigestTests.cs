using FsCheck;
using FsCheck.Fluent;
using Trm.Grid.Packages;

namespace Trm.Grid.Tests.Unit.Packages;

public sealed class DigestTests
{
    // FIPS 180-2, appendix B.1.
    private const string OfAbc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void Known_bytes_give_the_known_digest()
    {
        Assert.Equal(OfAbc, Digest.Of("abc"u8).ToString());
        Assert.Equal(OfAbc, Digest.Of(new MemoryStream("abc"u8.ToArray())).ToString());
        Assert.Equal(OfAbc, Digest.OfText("abc").ToString());
        Assert.Equal(OfAbc[7..], Digest.Parse(OfAbc).Hex);
    }

    [Fact]
    public void Any_digest_reads_back_as_itself() => Check.QuickThrowOnFailure(
        Prop.ForAll<byte[]>(bytes => Digest.Parse(Digest.Of(bytes).ToString()) == Digest.Of(bytes)));

    [Theory]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0")]
    [InlineData("sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(" sha256:a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void Other_texts_are_no_digests(string text)
    {
        Assert.False(Digest.TryParse(text, out var digest));
        Assert.True(digest.IsEmpty);
        SamplePackage.AssertRefused(PackageReasons.DigestInvalid, () => Digest.Parse(text));
    }
}
