using System.Text;
using System.Text.Json.Nodes;
using Trm.Grid.Packages;

namespace Trm.Grid.Tests.Unit.Packages;

public sealed class ManifestTests
{
    private static readonly Manifest Full = SamplePackage.Template() with
    {
        Files =
        [
            new() { Role = Roles.OnnxFp32, Path = "model.onnx", Size = 5, Sha256 = Digest.OfText("model") },
            new() { Role = Roles.Golden, Path = "golden.safetensors", Size = 6, Sha256 = Digest.OfText("golden") },
        ],
    };

    [Fact]
    public void Written_manifest_reads_back_and_writes_the_same_bytes()
    {
        var bytes = Full.ToBytes();
        var back = Manifest.Parse(bytes);
        Assert.Equal(bytes, back.ToBytes());
        Assert.Equal(Full.Files, back.Files);
        Assert.Equal(Full.Lineage, back.Lineage);
        Assert.Equal(0.97, back.Metrics["valid"]);
        Assert.Equal(0.99, back.Tolerances["int8"].MinEqualCells);
        Assert.Null(back.Tolerances["int8"].MaxLogitDifference);
        Assert.Equal(512, back.Configuration.GetProperty("hidden").GetInt32());
    }

    [Fact]
    public void Written_form_is_fixed()
    {
        var text = Encoding.UTF8.GetString(Full.ToBytes());
        Assert.StartsWith("{\n  \"schema\": 1,\n  \"task\": \"sudoku\",\n  \"input\": \"tokens\",\n  \"vocabulary\": 11,\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n  \"min_agent\": \"0.1.0\",\n  \"min_runtime\": \"0.1.0\"\n}\n", text, StringComparison.Ordinal);
        Assert.True(text.IndexOf("\"fp32\"", StringComparison.Ordinal) < text.IndexOf("\"int8\"", StringComparison.Ordinal));
        Assert.DoesNotContain('\r', text);
        Assert.Contains("\"ü\"", text, StringComparison.Ordinal);
        // The identity of this very manifest: a change here would give every version that exists a new identity when it is written again.
        Assert.Equal("sha256:885aa8c5", Digest.OfText(text).ToString()[..15]);
    }

    [Fact]
    public void Sizes_that_come_to_no_number_are_refused()
    {
        var huge = Changed(m =>
        {
            m["files"]![0]!["size"] = long.MaxValue;
            m["files"]![1]!["size"] = long.MaxValue;
        });
        Assert.Contains("files.size", Assert.Throws<PackageException>(() => Manifest.Parse(huge)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_fields_are_passed_over() => Assert.Equal("sudoku", Manifest.Parse(Changed(m =>
    {
        m["novel"] = new JsonObject { ["a"] = 1 };
        m["files"]![0]!["novel"] = "x";
    })).Task);

    [Theory]
    [InlineData("schema")]
    [InlineData("task")]
    [InlineData("input")]
    [InlineData("vocabulary")]
    [InlineData("channels")]
    [InlineData("classes")]
    [InlineData("height")]
    [InlineData("width")]
    [InlineData("steps")]
    [InlineData("configuration")]
    [InlineData("files")]
    [InlineData("golden")]
    [InlineData("tolerances")]
    [InlineData("metrics")]
    [InlineData("lineage")]
    [InlineData("min_agent")]
    [InlineData("min_runtime")]
    public void Manifest_without_a_field_or_with_null_there_is_refused(string field)
    {
        Refused(PackageReasons.ManifestInvalid, m => m.Remove(field));
        Refused(PackageReasons.ManifestInvalid, m => m[field] = null);
        Refused(PackageReasons.ManifestInvalid, m => m[field] = new JsonArray(new JsonArray()));
    }

    [Theory]
    [InlineData("schema", 0)]
    [InlineData("classes", 0)]
    [InlineData("classes", 33)]
    [InlineData("vocabulary", 0)]
    [InlineData("channels", 3)]
    [InlineData("height", -1)]
    [InlineData("steps", 0)]
    [InlineData("steps", 1.5)]
    public void Manifest_with_a_number_out_of_range_is_refused(string field, double value) => Refused(PackageReasons.ManifestInvalid, m => m[field] = value);

    [Theory]
    [InlineData("task", "")]
    [InlineData("task", "Sudoku\nforged")]
    [InlineData("input", "words")]
    [InlineData("min_agent", "new")]
    public void Manifest_with_a_wrong_word_is_refused(string field, string value) => Refused(PackageReasons.ManifestInvalid, m => m[field] = value);

    [Fact]
    public void Two_files_of_one_role_or_of_one_path_are_refused()
    {
        Refused(PackageReasons.ManifestInvalid, m => m["files"]![1]!["role"] = Roles.OnnxFp32);
        Refused(PackageReasons.ManifestInvalid, m => m["files"]![1]!["path"] = "Model.ONNX");
        Refused(PackageReasons.ManifestInvalid, m => m["files"]![1]!["path"] = "model.onnx/inner");
        Refused(PackageReasons.ManifestInvalid, m => m["files"]![1]!["path"] = "manifest.json");
    }

    [Theory]
    [InlineData("../model.onnx")]
    [InlineData("a/../../model.onnx")]
    [InlineData("/etc/passwd")]
    [InlineData("..\\model.onnx")]
    [InlineData("a\\b")]
    [InlineData("C:/model.onnx")]
    [InlineData("C:model.onnx")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData(".")]
    [InlineData("./a")]
    [InlineData(".hidden")]
    [InlineData("a\0b")]
    [InlineData("")]
    public void Path_that_climbs_or_is_not_plain_is_refused(string path) => Refused(PackageReasons.PathEscapes, m => m["files"]![0]!["path"] = path);

    [Fact]
    public void Newer_schema_and_newer_needs_say_too_new()
    {
        Refused(PackageReasons.TooNew, m =>
        {
            m["schema"] = 2;
            m.Remove("files");
        });
        var manifest = Full with { MinAgent = "0.2", MinRuntime = "1.0.0" };
        manifest.RequireAgent(new(0, 2));
        manifest.RequireAgent(new(0, 2, 0, 0));
        manifest.RequireRuntime(new(1, 0, 1));
        SamplePackage.AssertRefused(PackageReasons.TooNew, () => manifest.RequireAgent(new(0, 1, 9)));
        SamplePackage.AssertRefused(PackageReasons.TooNew, () => manifest.RequireRuntime(new(0, 9)));
    }

    [Fact]
    public void Truncated_or_doubled_text_is_refused()
    {
        var bytes = Full.ToBytes();
        for (var length = 0; length < bytes.Length - 2; length += 3)
            SamplePackage.AssertRefused(PackageReasons.ManifestInvalid, () => Manifest.Parse(bytes.AsSpan(0, length)));
        SamplePackage.AssertRefused(PackageReasons.ManifestInvalid, () => Manifest.Parse([.. bytes, .. bytes]));
        SamplePackage.AssertRefused(PackageReasons.ManifestInvalid, () => Manifest.Parse(Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(bytes).Replace("\"steps\"", "\"steps\": 1, \"steps\"", StringComparison.Ordinal))));
        SamplePackage.AssertRefused(PackageReasons.TooLarge, () => Manifest.Parse(new byte[2 << 20]));
    }

    private static void Refused(string reason, Action<JsonObject> change) => SamplePackage.AssertRefused(reason, () => Manifest.Parse(Changed(change)));

    private static byte[] Changed(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(Full.ToBytes())!.AsObject();
        change(json);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
