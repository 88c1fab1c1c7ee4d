namespace Trm.Grid.Edge.Swap;

/// <summary>The grid answers, but does not give what was asked for.</summary>
internal sealed class SourceException(string message, Exception? inner = null) : Exception(message, inner);
