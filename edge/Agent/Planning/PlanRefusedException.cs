using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Edge.Planning;

/// <summary>A question that is not answered, for a reason of the contract.</summary>
internal sealed class PlanRefusedException(ErrorReason reason, string message) : Exception(message)
{
    public ErrorReason Reason { get; } = reason;
}
