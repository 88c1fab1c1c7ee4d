using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;

namespace Trm.Grid.Fleet;

/// <summary>
/// The versions that devices may fetch: what is assigned to a device and what stands in its slots. Manifests are kept here from the assignment on;
/// files come from the registry, in passing.
/// </summary>
internal sealed class AssignedPackages([FromKeyedServices(GridRoles.Fleet)] IStateStore state, GridChannels channels, TimeProvider clock)
{
    private static readonly Table<ModelVersion> Table = new("versions", ModelVersion.Parser);

    // What the agent's planner loads, and nothing else.
    private const string RobotsTask = "planner";
    private static readonly TimeSpan KeysHold = TimeSpan.FromSeconds(30);
    private KeyList? _keys;

    /// <summary>Asks the registry for a version, by digest or else the alias champion, and keeps its manifest.</summary>
    /// <exception cref="GridException">INVALID_REQUEST: robots run no models of its task.</exception>
    public async Task<ModelVersion> ResolveAsync(string model, string digest, CancellationToken cancel)
    {
        var request = new GetVersionRequest { Model = model };
        if (digest.Length > 0)
            request.Digest = digest;
        var version = (await channels.Registry.GetVersionAsync(request, cancellationToken: cancel)).Version;
        if (Manifest.Parse(version.Manifest.Span).Task is var task && task != RobotsTask)
            throw GridException.Invalid("model", $"expected a version of the task '{RobotsTask}', the only one that robots run; {version.Model}, {version.Digest}, is of the task '{task}'; assign another");
        // What was measured of it is the registry's, and grows.
        version.Evaluations.Clear();
        return await state.WriteAsync(
            s =>
            {
                Table.Put(s, version.Digest, version);
                return version;
            },
            cancel);
    }

    /// <exception cref="GridException">NOT_ASSIGNED, VERSION_NOT_FOUND.</exception>
    public async Task<ModelVersion> GetAsync(Device device, string digest, CancellationToken cancel)
    {
        if (digest.Length == 0 || (digest != device.Desired?.ModelDigest && digest != device.Reported?.ActiveDigest && digest != device.Reported?.StandbyDigest))
            throw new GridException(ErrorReason.NotAssigned, $"fetching version '{digest}': neither assigned to device {device.Id} nor in its slots; assign it first");
        return await state.ReadAsync(s => Table.Get(s, digest), cancel)
            ?? throw new GridException(ErrorReason.VersionNotFound, $"fetching version {digest}: it was never assigned by this grid; assign it first");
    }

    /// <exception cref="GridException">NOT_ASSIGNED, VERSION_NOT_FOUND, BLOB_NOT_FOUND.</exception>
    public async Task FetchAsync(Device device, FetchFileRequest request, IServerStreamWriter<FetchFileResponse> into, CancellationToken cancel)
    {
        var version = await GetAsync(device, request.VersionDigest, cancel);
        var manifest = Manifest.Parse(version.Manifest.Span);
        if (!manifest.Files.Any(f => f.Sha256.ToString() == request.FileDigest))
            throw new GridException(ErrorReason.BlobNotFound, $"fetching file '{request.FileDigest}': version {request.VersionDigest} has no such file; its manifest names those it has");
        using var blob = channels.Registry.ReadBlob(new ReadBlobRequest { Digest = request.FileDigest, Offset = request.Offset }, cancellationToken: cancel);
        await foreach (var piece in blob.ResponseStream.ReadAllAsync(cancel))
            await into.WriteAsync(new FetchFileResponse { Data = piece.Data, TotalBytes = piece.TotalBytes }, cancel);
    }

    /// <summary>The keys whose packages devices may run.</summary>
    public async Task<IReadOnlyList<TrustedKey>> TrustedKeysAsync(CancellationToken cancel)
    {
        if (Volatile.Read(ref _keys) is { } held && clock.GetElapsedTime(held.At) < KeysHold)
            return held.Keys;
        var response = await channels.Registry.GetTrustedKeysAsync(new GetTrustedKeysRequest(), cancellationToken: cancel);
        Volatile.Write(ref _keys, new KeyList([.. response.Keys], clock.GetTimestamp()));
        return response.Keys;
    }

    private sealed record KeyList(IReadOnlyList<TrustedKey> Keys, long At);
}
