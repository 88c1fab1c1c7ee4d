namespace Trm.Grid.Training;

/// <summary>The registry did not take or give what a run needs to hand over or to have.</summary>
internal sealed class RegistryExchangeException(string message, Exception? inner = null) : Exception(message, inner);
