using Google.Protobuf;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Edge.Planning;

/// <summary>What the robot gets.</summary>
/// <param name="ResultId">Under this id the result goes upstream.</param>
/// <param name="Plan">The checked path, or why there is none.</param>
/// <param name="Certificate">The signed certificate; empty without a path.</param>
internal sealed record PlanAnswer(string ResultId, Plan Plan, ByteString Certificate);
