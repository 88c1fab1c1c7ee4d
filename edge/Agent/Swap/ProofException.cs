namespace Trm.Grid.Edge.Swap;

/// <summary>A package does not do on this hardware what its golden vectors say.</summary>
internal sealed class ProofException(string message) : Exception(message);
