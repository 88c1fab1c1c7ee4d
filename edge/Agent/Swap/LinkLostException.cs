namespace Trm.Grid.Edge.Swap;

/// <summary>The grid cannot be reached now.</summary>
internal sealed class LinkLostException(string message, Exception? inner = null) : Exception(message, inner);
