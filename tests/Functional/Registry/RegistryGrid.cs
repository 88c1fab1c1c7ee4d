using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Registry;

namespace Trm.Grid.Tests.Functional.Registry;

/// <summary>A grid with a registry, and the clients that these tests use.</summary>
internal sealed class RegistryGrid : IAsyncDisposable
{
    private RegistryGrid(RunningTestGrid grid) => Grid = grid;

    public RunningTestGrid Grid { get; }

    public ModelRegistry.ModelRegistryClient Registry => Grid.As(CallerRole.Operator).Registry;

    /// <summary>Pushes and pulls as the operator, into a cache of the grid's own folder.</summary>
    public RegistryClient Client => new(Grid.As(CallerRole.Operator), Grid.Paths);

    public static async Task<RegistryGrid> StartAsync(BundledPackages? bundled = null, string? home = null) =>
        new(await RunningTestGrid.StartAsync([new RegistryRole(bundled ?? BundledPackages.None)], home: home));

    public Task<ModelVersion> PushAsync(TestPackage package, string model = "planner") =>
        Client.PushAsync(package.Folder, model, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Where a blob lies once it is whole.</summary>
    public string BlobFile(Trm.Grid.Packages.Digest digest) => Path.Combine(Grid.Paths.Registry, "blobs", "sha256", digest.Hex[..2], digest.Hex);

    public ValueTask DisposeAsync() => Grid.DisposeAsync();
}
