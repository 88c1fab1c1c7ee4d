using System.Runtime.CompilerServices;
using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Swap;

namespace Trm.Grid.Edge.Link;

/// <summary>Packages from the grid, over whichever connection stands now.</summary>
internal sealed class LinkPackageSource : IPackageSource
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>The connection; set once, when the link is made.</summary>
    public Func<DeviceLink.DeviceLinkClient?> Current { get; set; } = () => null;

    public async Task<(byte[] Manifest, byte[] Envelope)> GetVersionAsync(string digest, CancellationToken cancel)
    {
        try
        {
            var response = await Client().GetAssignedVersionAsync(
                new GetAssignedVersionRequest { Digest = digest }, deadline: CallDeadline.In(Deadline), cancellationToken: cancel);
            return (response.Manifest.ToByteArray(), response.Envelope.ToByteArray());
        }
        catch (RpcException e)
        {
            throw Judge(e, $"asking for version {digest}", cancel);
        }
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> FetchAsync(
        string versionDigest, string fileDigest, long offset, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var call = Client().FetchFile(
            new FetchFileRequest { VersionDigest = versionDigest, FileDigest = fileDigest, Offset = (ulong)offset }, cancellationToken: cancel);
        while (await NextAsync(call, fileDigest, cancel))
            if (call.ResponseStream.Current.Data is { IsEmpty: false } data)
                yield return data.Memory;
    }

    private static async Task<bool> NextAsync(AsyncServerStreamingCall<FetchFileResponse> call, string file, CancellationToken cancel)
    {
        try
        {
            return await call.ResponseStream.MoveNext(cancel);
        }
        catch (RpcException e)
        {
            throw Judge(e, $"fetching file {file}", cancel);
        }
    }

    private DeviceLink.DeviceLinkClient Client() => Current() ?? throw new LinkLostException("the grid is not connected");

    private static Exception Judge(RpcException fault, string what, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return fault.StatusCode is StatusCode.NotFound or StatusCode.PermissionDenied or StatusCode.InvalidArgument or StatusCode.DataLoss
            ? new SourceException($"{what}: {GridFault.Reason(fault)}: {fault.Status.Detail}", fault)
            : new LinkLostException($"{what}: {GridFault.Reason(fault)}: {fault.Status.Detail}", fault);
    }
}
