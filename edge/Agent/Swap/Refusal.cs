namespace Trm.Grid.Edge.Swap;

/// <summary>A wish that was refused for good by this version of the agent.</summary>
internal sealed record Refusal(ulong Revision, string Digest, string Reason, string AgentVersion);
