namespace Trm.Grid.Model;

/// <summary>A run needs more memory than the machine has; nothing was allocated for it.</summary>
public sealed class MemoryException(string message) : Exception(message);
