using System.IO.Compression;
using System.Text;
using Trm.Grid.Packages;

namespace Trm.Grid.Tests.Unit.Packages;

public sealed class TrmpkgTests : IDisposable
{
    private readonly SamplePackage sample = new();
    private readonly string file;
    private int count;

    public TrmpkgTests() => file = Path.Combine(sample.Root, "sample" + Trmpkg.Extension);

    public void Dispose() => sample.Dispose();

    [Fact]
    public void Packed_package_unpacks_to_the_same_and_packs_to_the_same_bytes()
    {
        var package = sample.WriteSigned();
        Trmpkg.Pack(package, file);
        var unpacked = Trmpkg.Unpack(file, NewFolder(), sample.Trusted);
        Assert.Equal(package.Digest, unpacked.Digest);
        Assert.Equal(package.Read(Roles.OnnxFp32), unpacked.Read(Roles.OnnxFp32));
        Trmpkg.Pack(unpacked, file + "2");
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(file + "2"));
    }

    [Fact]
    public void One_bit_changed_is_caught_or_changes_nothing_in_the_package()
    {
        var package = sample.WriteSigned();
        Trmpkg.Pack(package, file);
        var good = File.ReadAllBytes(file);
        var caught = 0;
        for (var at = 0; at < good.Length; at += 7)
        {
            var bytes = (byte[])good.Clone();
            bytes[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(file, bytes);
            try
            {
                // A zip says some things that are no part of the package, such as times: those may differ.
                var unpacked = Trmpkg.Unpack(file, NewFolder(), sample.Trusted);
                Assert.Equal(package.Digest, unpacked.Digest);
                Directory.Delete(unpacked.Folder, recursive: true);
            }
            catch (PackageException)
            {
                caught++;
            }
        }
        Assert.True(caught > good.Length / 7 * 0.8, $"{caught} of {good.Length / 7} caught");
        Assert.Empty(Directory.GetDirectories(sample.Root, "out*"));
    }

    [Fact]
    public void Truncated_archive_is_refused_and_leaves_nothing()
    {
        Trmpkg.Pack(sample.WriteSigned(), file);
        var good = File.ReadAllBytes(file);
        for (var length = 0; length < good.Length; length += 37)
        {
            File.WriteAllBytes(file, good[..length]);
            Assert.Throws<PackageException>(() => Trmpkg.Unpack(file, NewFolder()));
        }
        Assert.Empty(Directory.GetDirectories(sample.Root, "out*"));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/tmp/evil")]
    [InlineData("a/../../evil")]
    [InlineData("..\\evil")]
    public void Entry_that_climbs_is_refused(string name)
    {
        Rezip(zip => Add(zip, name, "evil"u8));
        SamplePackage.AssertRefused(PackageReasons.PathEscapes, () => Trmpkg.Unpack(file, NewFolder()));
        Assert.False(File.Exists(Path.Combine(sample.Root, "evil")));
    }

    [Fact]
    public void Manifest_whose_path_climbs_is_refused()
    {
        Rezip(zip => Replace(zip, PackageFolder.ManifestName, text => text.Replace("\"model.onnx\"", "\"../model.onnx\"", StringComparison.Ordinal)), signed: false);
        SamplePackage.AssertRefused(PackageReasons.PathEscapes, () => Trmpkg.Unpack(file, NewFolder()));
    }

    [Fact]
    public void Missing_extra_doubled_and_compressed_entries_are_refused()
    {
        Rezip(zip => zip.GetEntry("model.onnx")!.Delete());
        SamplePackage.AssertRefused(PackageReasons.FileMissing, () => Trmpkg.Unpack(file, NewFolder()));
        Rezip(zip => zip.GetEntry(PackageFolder.ManifestName)!.Delete());
        SamplePackage.AssertRefused(PackageReasons.FileMissing, () => Trmpkg.Unpack(file, NewFolder()));
        Rezip(zip => Add(zip, "extra.bin", "extra"u8));
        SamplePackage.AssertRefused(PackageReasons.FileUnexpected, () => Trmpkg.Unpack(file, NewFolder()));
        Rezip(zip => Add(zip, "model.onnx", "second"u8));
        SamplePackage.AssertRefused(PackageReasons.ArchiveInvalid, () => Trmpkg.Unpack(file, NewFolder()));
        Rezip(zip =>
        {
            using var stream = zip.CreateEntry("bomb", CompressionLevel.SmallestSize).Open();
            stream.Write(new byte[100_000]);
        });
        SamplePackage.AssertRefused(PackageReasons.ArchiveInvalid, () => Trmpkg.Unpack(file, NewFolder()));
        Rezip(zip =>
        {
            for (var i = 0; i < 100; i++)
                Add(zip, $"file{i}", "x"u8);
        });
        SamplePackage.AssertRefused(PackageReasons.FileUnexpected, () => Trmpkg.Unpack(file, NewFolder()));
    }

    [Fact]
    public void Too_large_unsigned_strange_and_existing_are_refused()
    {
        Trmpkg.Pack(sample.WriteSigned(), file);
        SamplePackage.AssertRefused(PackageReasons.TooLarge, () => Trmpkg.Unpack(file, NewFolder(), maxBytes: 300));
        Trmpkg.Unpack(file, NewFolder(), maxBytes: 306);
        using var stranger = SigningKey.Create();
        SamplePackage.AssertRefused(PackageReasons.UnknownSigner, () => Trmpkg.Unpack(file, NewFolder(), TrustedKeys.Of(stranger)));
        SamplePackage.AssertRefused(PackageReasons.Exists, () => Trmpkg.Unpack(file, sample.Root));
        Trmpkg.Pack(sample.Write(), file);
        SamplePackage.AssertRefused(PackageReasons.NotSigned, () => Trmpkg.Unpack(file, NewFolder(), sample.Trusted));
        File.WriteAllText(file, "no zip at all");
        SamplePackage.AssertRefused(PackageReasons.ArchiveInvalid, () => Trmpkg.Unpack(file, NewFolder()));
    }

    private string NewFolder() => Path.Combine(sample.Root, $"out{count++}");

    /// <summary>Packs a sound package and lets the test spoil the archive.</summary>
    private void Rezip(Action<ZipArchive> spoil, bool signed = true)
    {
        Trmpkg.Pack(signed ? sample.WriteSigned() : sample.Write(), file);
        using var zip = ZipFile.Open(file, ZipArchiveMode.Update);
        spoil(zip);
    }

    private static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> bytes)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(bytes);
    }

    private static void Replace(ZipArchive zip, string name, Func<string, string> change)
    {
        var entry = zip.GetEntry(name)!;
        using var reader = new StreamReader(entry.Open());
        var text = reader.ReadToEnd();
        reader.Dispose();
        entry.Delete();
        Add(zip, name, Encoding.UTF8.GetBytes(change(text)));
    }
}
