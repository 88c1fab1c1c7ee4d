namespace Trm.Grid.Trainer;

/// <summary>The run's numbers went out of bounds; its last checkpoint, from before, was kept.</summary>
internal sealed class RunDivergedException(string message, Exception inner) : Exception(message, inner);
