namespace Trm.Grid.Trainer;

/// <summary>Another living worker holds the run's folder.</summary>
internal sealed class FolderBusyException(string message, Exception inner) : Exception(message, inner);
