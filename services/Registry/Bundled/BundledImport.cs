using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;

namespace Trm.Grid.Registry;

/// <summary>Imports the bundled packages before the grid listens: each once, signed by this grid, and as its model's champion where there is none.</summary>
internal sealed partial class BundledImport(
    BundledPackages bundled,
    VersionLedger versions,
    AliasLedger aliases,
    [FromKeyedServices(GridRoles.Registry)] IBlobStore blobs,
    GridPaths paths,
    ILogger<BundledImport> log) : IHostedService
{
    private const string Actor = "bundled";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, pin) in bundled.Pins)
        {
            var version = await FoundAsync(name, pin, cancellationToken) ?? await ImportAsync(name, pin, cancellationToken);
            if (version is not null)
                await PromoteAsync(version, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<ModelVersion?> ImportAsync(string name, Digest pin, CancellationToken cancellationToken)
    {
        var file = Path.Combine(bundled.Folder, name + Trmpkg.Extension);
        var unpacked = Path.Combine(paths.Registry, $"bundled-{Guid.NewGuid():n}");
        try
        {
            if (!File.Exists(file))
                throw new PackageException(PackageReasons.FileMissing, $"importing {file}: it is pinned, and not there; install the program again");
            Directory.CreateDirectory(paths.Registry);
            var package = Trmpkg.Unpack(file, unpacked);
            if (package.Digest != pin)
                throw new PackageException(PackageReasons.DigestMismatch, $"importing {file}: expected the package {pin}, got {package.Digest}; install the program again");
            foreach (var entry in package.Manifest.Files)
                await UploadAsync(package.FileOf(entry.Role), entry, cancellationToken);
            var request = new RegisterVersionRequest { RequestId = $"bundled/{name}/{pin}", Model = name, Manifest = ByteString.CopyFrom(package.ManifestBytes.Span) };
            var version = await versions.RegisterAsync(request, Actor, cancellationToken);
            Log.Imported(log, name, version.Number, pin);
            return version;
        }
        catch (PackageException fault)
        {
            // A damaged bundled model is no reason to keep the whole grid from its work.
            Log.Refused(log, name, fault.Message);
            return null;
        }
        finally
        {
            if (Directory.Exists(unpacked))
                Directory.Delete(unpacked, recursive: true);
        }
    }

    private async Task UploadAsync(string path, ManifestFile entry, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(path);
        content.Position = (await blobs.StatAsync(entry.Sha256, cancellationToken)).Size;
        await blobs.AppendAsync(entry.Sha256, entry.Size, content.Position, content, cancellationToken);
    }

    private async Task<ModelVersion?> FoundAsync(string name, Digest pin, CancellationToken cancellationToken)
    {
        try
        {
            return await versions.GetAsync(new() { Model = name, Digest = pin.ToString() }, cancellationToken);
        }
        catch (GridException fault) when (fault.Reason is ErrorReason.VersionNotFound)
        {
            return null;
        }
    }

    private async Task PromoteAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        try
        {
            await aliases.SetAsync(new() { Model = version.Model, Alias = ModelReference.Champion, VersionDigest = version.Digest }, Actor, cancellationToken);
        }
        catch (GridException fault) when (fault.Reason is ErrorReason.AliasMoved or ErrorReason.GateNotMet)
        {
            // The model has a champion already, or its operator wants a proof first.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, EventName = "bundled_imported", Level = LogLevel.Information, Message = "Imported the bundled model {Name} as version {Number}, {Digest}")]
        public static partial void Imported(ILogger log, string name, uint number, Digest digest);

        [LoggerMessage(EventId = 2, EventName = "bundled_refused", Level = LogLevel.Error, Message = "The bundled model {Name} was not imported: {Reason}")]
        public static partial void Refused(ILogger log, string name, string reason);
    }
}
