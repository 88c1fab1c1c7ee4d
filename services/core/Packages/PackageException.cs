namespace Trm.Grid.Packages;

/// <summary>A package, or a part of one, is not what it must be. Faults of the disk itself (full, unreadable) stay IOExceptions.</summary>
/// <param name="reason">One of <see cref="PackageReasons"/>.</param>
/// <param name="message">Names the operation, what was expected, what came and what to do.</param>
public sealed class PackageException(string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Reason { get; } = reason;
}
