using Google.Protobuf;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;

namespace Trm.Grid.Tests.Functional.Registry;

public sealed class VersionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pushed_package_is_pulled_byte_for_byte_and_signed_by_the_grid()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        var version = await grid.PushAsync(package);
        Assert.Equal((1u, package.Digest.ToString(), "operator"), (version.Number, version.Digest, version.CreatedBy));

        var pulled = await grid.Client.PullAsync(ModelReference.Parse("planner@1"), cancellationToken: Cancel);
        Assert.Equal(package.Model, File.ReadAllBytes(pulled.Package.FileOf(Roles.OnnxFp32)));
        Assert.Equal(grid.Grid.Host.Identity.PackageKey.KeyId, pulled.Package.RequireSigned(await grid.Client.TrustedAsync(Cancel)));
    }

    [Fact]
    public async Task Same_package_under_the_same_name_is_the_same_version()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        var first = await grid.PushAsync(package);
        var again = await grid.Client.PushAsync(package.Folder, "planner", "another request", cancellationToken: Cancel);
        Assert.Equal(first, again);
        var other = await grid.PushAsync(package, "demo-planner");
        Assert.Equal(("demo-planner", 1u, first.Digest), (other.Model, other.Number, other.Digest));
    }

    [Fact]
    public async Task Request_id_of_another_registration_is_refused()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        using var other = TestPackage.Write(seed: 2);
        await grid.Client.PushAsync(package.Folder, "planner", "one", cancellationToken: Cancel);
        await Refused.AsAsync(ErrorReason.RequestIdReused, () => grid.Client.PushAsync(other.Folder, "planner", "one", cancellationToken: Cancel));
        Assert.Single((await grid.Registry.ListVersionsAsync(new() { Model = "planner" }, cancellationToken: Cancel)).Versions);
    }

    [Fact]
    public async Task Version_uploaded_again_with_other_bytes_is_refused_and_stays_as_it_was()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        using var other = TestPackage.Write(seed: 2);
        var first = await grid.PushAsync(package);
        await grid.PushAsync(other, "elsewhere");
        var request = new RegisterVersionRequest { RequestId = "again", Model = "planner", ExpectedNumber = 1, Manifest = ByteString.CopyFrom(other.Package.ManifestBytes.Span) };
        await Refused.AsAsync(ErrorReason.VersionExists, grid.Registry.RegisterVersionAsync(request, cancellationToken: Cancel));
        Assert.Equal(first, await grid.Client.FindAsync(ModelReference.Parse("planner@1"), Cancel));
    }

    [Fact]
    public async Task Manifest_whose_file_was_not_uploaded_is_refused_and_the_file_named()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        var request = new RegisterVersionRequest { RequestId = "one", Model = "planner", Manifest = ByteString.CopyFrom(package.Package.ManifestBytes.Span) };
        var error = await Refused.AsAsync(ErrorReason.FileMissing, grid.Registry.RegisterVersionAsync(request, cancellationToken: Cancel));
        Assert.Contains("model.onnx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Package_signed_by_an_unknown_key_is_refused_and_by_a_trusted_one_taken()
    {
        using var stranger = SigningKey.Create();
        using var package = TestPackage.Write(signedBy: stranger);
        await using var grid = await RegistryGrid.StartAsync();
        await Refused.AsAsync(ErrorReason.SignatureInvalid, () => grid.PushAsync(package));

        await grid.Grid.StopAsync();
        await File.WriteAllTextAsync(Path.Combine(grid.Grid.Paths.Identity, "trusted.pem"), stranger.PublicKeyPem + "\n", Cancel);
        await grid.Grid.StartAgainAsync();
        await grid.PushAsync(package);
        var pulled = await grid.Client.PullAsync(ModelReference.Of(package.Digest), cancellationToken: Cancel);
        Assert.Equal(stranger.KeyId, pulled.Package.RequireSigned(await grid.Client.TrustedAsync(Cancel)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not JSON")]
    [InlineData("")]
    public async Task Broken_manifest_is_refused(string manifest)
    {
        await using var grid = await RegistryGrid.StartAsync();
        var request = new RegisterVersionRequest { RequestId = "one", Model = "planner", Manifest = ByteString.CopyFromUtf8(manifest) };
        await Refused.AsAsync(ErrorReason.ManifestInvalid, grid.Registry.RegisterVersionAsync(request, cancellationToken: Cancel));
    }

    [Fact]
    public async Task Manifest_whose_path_climbs_out_of_its_folder_is_refused()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        var climbing = System.Text.Encoding.UTF8.GetString(package.Package.ManifestBytes.Span).Replace("card.md", "../card.md", StringComparison.Ordinal);
        var request = new RegisterVersionRequest { RequestId = "one", Model = "planner", Manifest = ByteString.CopyFromUtf8(climbing) };
        await Refused.AsAsync(ErrorReason.ManifestInvalid, grid.Registry.RegisterVersionAsync(request, cancellationToken: Cancel));
    }

    [Fact]
    public async Task Model_of_one_task_takes_no_version_of_another()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var planner = TestPackage.Write();
        using var maze = TestPackage.Write(task: "maze");
        await grid.PushAsync(planner);
        await Refused.AsAsync(ErrorReason.InvalidRequest, () => grid.PushAsync(maze));
    }

    [Fact]
    public async Task Lists_page_to_their_end_and_refuse_foreign_tokens()
    {
        await using var grid = await RegistryGrid.StartAsync();
        for (var seed = 1; seed <= 5; seed++)
        {
            using var package = TestPackage.Write(seed, bytes: 10);
            await grid.PushAsync(package);
        }
        var numbers = new List<uint>();
        var token = "";
        do
        {
            var page = await grid.Registry.ListVersionsAsync(new() { Model = "planner", PageSize = 2, PageToken = token }, cancellationToken: Cancel);
            numbers.AddRange(page.Versions.Select(version => version.Number));
            if (token.Length == 0)
                await Refused.AsAsync(ErrorReason.InvalidCursor, grid.Registry.ListModelsAsync(new() { PageToken = page.NextPageToken }, cancellationToken: Cancel));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        Assert.Equal([5, 4, 3, 2, 1], numbers);
        await Refused.AsAsync(ErrorReason.InvalidCursor, grid.Registry.ListModelsAsync(new() { PageToken = "not a token!" }, cancellationToken: Cancel));
    }

    [Theory]
    [InlineData("nothing", ErrorReason.ModelNotFound)]
    [InlineData("planner", ErrorReason.AliasNotFound)]
    [InlineData("planner@candidate", ErrorReason.AliasNotFound)]
    [InlineData("planner@7", ErrorReason.VersionNotFound)]
    [InlineData("planner@sha256:0000000000000000000000000000000000000000000000000000000000000000", ErrorReason.VersionNotFound)]
    [InlineData("Planner", ErrorReason.InvalidRequest)]
    public async Task What_is_not_there_is_named(string reference, ErrorReason reason)
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        await grid.PushAsync(package);
        await Refused.AsAsync(reason, () => grid.Client.FindAsync(ModelReference.Parse(reference), Cancel));
    }
}
