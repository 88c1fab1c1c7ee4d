using Trm.Grid.Packages;

namespace Trm.Grid.Tests.Unit.Packages;

public sealed class PackageFolderTests : IDisposable
{
    private readonly SamplePackage sample = new();

    public void Dispose() => sample.Dispose();

    [Fact]
    public void Written_package_opens_with_the_same_identity()
    {
        var written = sample.WriteSigned();
        var opened = PackageFolder.Open(written.Folder, sample.Trusted);
        Assert.Equal(written.Digest, opened.Digest);
        Assert.Equal(Digest.OfFile(Path.Combine(opened.Folder, PackageFolder.ManifestName)), opened.Digest);
        Assert.Equal(sample.Key.KeyId, opened.RequireSigned(sample.Trusted));
        Assert.Equal(Path.Combine(opened.Folder, "model.onnx"), opened.FileOf(Roles.OnnxFp32));
        Assert.Equal("golden"u8.ToArray(), opened.Read(Roles.Golden));
        Assert.False(opened.Has(Roles.Weights));
        SamplePackage.AssertRefused(PackageReasons.RoleMissing, () => opened.FileOf(Roles.Weights));
    }

    [Fact]
    public void One_bit_changed_anywhere_is_caught()
    {
        var package = sample.WriteSigned();
        foreach (var file in Directory.GetFiles(package.Folder, "*", SearchOption.AllDirectories))
        {
            var good = File.ReadAllBytes(file);
            var stride = Math.Max(1, good.Length / 150);
            for (var at = 0; at < good.Length; at += stride)
            {
                var bytes = (byte[])good.Clone();
                bytes[at] ^= (byte)(1 << (at % 8));
                File.WriteAllBytes(file, bytes);
                Assert.Throws<PackageException>(() => PackageFolder.Open(package.Folder, sample.Trusted));
            }
            File.WriteAllBytes(file, good);
        }
        PackageFolder.Open(package.Folder, sample.Trusted);
    }

    [Fact]
    public void Truncated_file_of_any_kind_is_caught()
    {
        var package = sample.WriteSigned();
        foreach (var file in Directory.GetFiles(package.Folder, "*", SearchOption.AllDirectories))
        {
            var good = File.ReadAllBytes(file);
            foreach (var length in new[] { 0, 1, good.Length / 2, good.Length - 1 })
            {
                File.WriteAllBytes(file, good[..length]);
                Assert.Throws<PackageException>(() => PackageFolder.Open(package.Folder, sample.Trusted));
            }
            File.WriteAllBytes(file, good);
        }
    }

    [Fact]
    public void Missing_file_folder_or_manifest_is_named()
    {
        var package = sample.Write();
        File.Delete(package.FileOf(Roles.OnnxFp32));
        SamplePackage.AssertRefused(PackageReasons.FileMissing, () => PackageFolder.Open(package.Folder));
        Directory.CreateDirectory(Path.Combine(package.Folder, "model.onnx"));
        SamplePackage.AssertRefused(PackageReasons.FileMissing, () => PackageFolder.Open(package.Folder));
        File.Delete(Path.Combine(package.Folder, PackageFolder.ManifestName));
        SamplePackage.AssertRefused(PackageReasons.FileMissing, () => PackageFolder.Open(package.Folder));
        SamplePackage.AssertRefused(PackageReasons.FileMissing, () => PackageFolder.Open(Path.Combine(sample.Root, "nowhere")));
    }

    [Fact]
    public void Unsigned_package_and_unknown_signer_are_refused_where_a_signature_is_asked_for()
    {
        var package = sample.Write();
        PackageFolder.Open(package.Folder);
        SamplePackage.AssertRefused(PackageReasons.NotSigned, () => PackageFolder.Open(package.Folder, sample.Trusted));
        using var stranger = SigningKey.Create();
        package.Sign(stranger);
        SamplePackage.AssertRefused(PackageReasons.UnknownSigner, () => PackageFolder.Open(package.Folder, sample.Trusted));
    }

    [Fact]
    public void Signature_of_another_package_is_refused()
    {
        var (one, two) = (sample.WriteSigned("one"), sample.Write("two"));
        File.WriteAllText(two.FileOf(Roles.OnnxFp32), "another model");
        two = PackageFolder.Write(two.Folder, SamplePackage.Template(), (Roles.OnnxFp32, "model.onnx"), (Roles.Golden, "more/golden.safetensors"));
        File.Copy(Path.Combine(one.Folder, PackageFolder.EnvelopeName), Path.Combine(two.Folder, PackageFolder.EnvelopeName));
        SamplePackage.AssertRefused(PackageReasons.SignatureInvalid, () => PackageFolder.Open(two.Folder, sample.Trusted));
        SamplePackage.AssertRefused(PackageReasons.SignatureInvalid, () => PackageFolder.Open(two.Folder));
    }

    [Fact]
    public void Link_inside_the_folder_is_refused_even_to_the_right_bytes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege on Windows");
        var package = sample.WriteSigned();
        var (file, outside) = (package.FileOf(Roles.OnnxFp32), Path.Combine(sample.Root, "outside"));
        File.Move(file, outside);
        File.CreateSymbolicLink(file, outside);
        SamplePackage.AssertRefused(PackageReasons.PathEscapes, () => PackageFolder.Open(package.Folder, sample.Trusted));
        File.Delete(file);
        File.Move(outside, file);

        Directory.Move(Path.Combine(package.Folder, "more"), outside);
        Directory.CreateSymbolicLink(Path.Combine(package.Folder, "more"), outside);
        SamplePackage.AssertRefused(PackageReasons.PathEscapes, () => PackageFolder.Open(package.Folder, sample.Trusted));
    }

    [Fact]
    public void Folder_itself_may_be_reached_through_a_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege on Windows");
        var package = sample.WriteSigned();
        var link = Path.Combine(sample.Root, "active");
        Directory.CreateSymbolicLink(link, package.Folder);
        Assert.Equal(package.Digest, PackageFolder.Open(link, sample.Trusted).Digest);
    }

    [Fact]
    public void File_changed_after_opening_is_caught_when_it_is_read()
    {
        var package = sample.Write();
        File.WriteAllText(package.FileOf(Roles.Golden), "goldem");
        SamplePackage.AssertRefused(PackageReasons.DigestMismatch, () => package.Read(Roles.Golden));
    }

    [Fact]
    public void Writing_again_drops_the_old_signature()
    {
        var package = sample.WriteSigned();
        Assert.NotNull(package.Envelope);
        Assert.Null(sample.Write().Envelope);
    }

    [Fact]
    public void Golden_file_without_its_description_is_refused()
    {
        var package = sample.Write();
        SamplePackage.AssertRefused(PackageReasons.ManifestInvalid,
            () => PackageFolder.Write(package.Folder, SamplePackage.Template() with { Golden = null }, (Roles.Golden, "more/golden.safetensors")));
    }
}
