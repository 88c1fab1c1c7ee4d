namespace Trm.Grid.Edge.Swap;

/// <summary>A version in a slot is no longer as it came.</summary>
internal sealed class DamagedException(string message, Exception inner) : Exception(message, inner);
