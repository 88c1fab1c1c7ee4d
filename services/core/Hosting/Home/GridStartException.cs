namespace Trm.Grid.Hosting;

/// <summary>A grid cannot start as it was asked to. The message says what to change.</summary>
public sealed class GridStartException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Another grid holds the data folder: once it has ended, this one can start.</summary>
    public bool IsHeld { get; init; }
}
