using Google.Protobuf;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Identity;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Packages;
using Trm.Grid.Runtime.Certificates;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Edge.Planning;

/// <summary>Vouches for every path that leaves, with the device's own key.</summary>
internal sealed class PathSigner(AgentHome home, DeviceIdentity identity) : IDisposable
{
    private readonly SigningKey _key = SigningKey.Load(home.Key);

    /// <summary>The signed certificate; empty where there is no path.</summary>
    public ByteString Sign(PlanResult result, CostMap map) => result.Plan.Path.Count == 0
        ? ByteString.Empty
        : UnsafeByteOperations.UnsafeWrap(PathCertificate.Of(result, map, identity.DeviceId, identity.Certificate).Sign(_key));

    public void Dispose() => _key.Dispose();
}
