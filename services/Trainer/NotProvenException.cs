namespace Trm.Grid.Trainer;

/// <summary>The exported graphs do not answer as the trained network does.</summary>
internal sealed class NotProvenException(string message, Exception? inner = null) : Exception(message, inner);
