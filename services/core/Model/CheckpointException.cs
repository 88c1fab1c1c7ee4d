namespace Trm.Grid.Model;

/// <summary>A checkpoint that cannot be resumed from: damaged, or of another model.</summary>
public sealed class CheckpointException(string message, Exception? inner = null) : Exception(message, inner);
