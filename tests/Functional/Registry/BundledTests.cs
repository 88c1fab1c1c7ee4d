using Trm.Grid.Hosting;
using Trm.Grid.Packages;
using Trm.Grid.Registry;

namespace Trm.Grid.Tests.Functional.Registry;

public sealed class BundledTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("trm-grid-bundled-");

    [Fact]
    public async Task Bundled_package_is_imported_once_signed_and_made_champion()
    {
        using var package = TestPackage.Write();
        Trmpkg.Pack(package.Package, Path.Combine(folder.FullName, "planner.trmpkg"));
        await using var grid = await RegistryGrid.StartAsync(Pinned(package.Digest));
        var version = await grid.Client.FindAsync(ModelReference.Parse("planner"), Cancel);
        Assert.Equal((package.Digest.ToString(), "bundled"), (version.Digest, version.CreatedBy));
        await grid.Client.PullAsync(ModelReference.Parse("planner"), cancellationToken: Cancel);
        await grid.Grid.StopAsync();
        await grid.Grid.StartAgainAsync();
        Assert.Single((await grid.Registry.ListVersionsAsync(new() { Model = "planner" }, cancellationToken: Cancel)).Versions);
    }

    [Fact]
    public async Task Bundled_package_that_is_not_the_pinned_one_is_refused_and_the_grid_starts()
    {
        using var package = TestPackage.Write();
        using var other = TestPackage.Write(seed: 2);
        Trmpkg.Pack(other.Package, Path.Combine(folder.FullName, "planner.trmpkg"));
        await using var grid = await RegistryGrid.StartAsync(Pinned(package.Digest));
        grid.Grid.Expect("bundled_refused");
        Assert.Contains(grid.Grid.Logs.Lines, line => line.Event == "bundled_refused");
        Assert.Empty((await grid.Registry.ListModelsAsync(new(), cancellationToken: Cancel)).Models);
    }

    [Fact]
    public void Pins_of_the_program_name_packages_that_lie_beside_it()
    {
        var bundled = BundledPackages.BesideTheProgram();
        Assert.All(bundled.Pins.Keys, name => Assert.True(File.Exists(Path.Combine(bundled.Folder, name + ".trmpkg")), $"{name}.trmpkg is pinned and not there"));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private BundledPackages Pinned(Digest digest) => new() { Folder = folder.FullName, Pins = new Dictionary<string, Digest> { ["planner"] = digest } };
}
