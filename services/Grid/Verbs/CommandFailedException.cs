namespace Trm.Grid.Verbs;

/// <summary>A command that cannot do its job, with the reason for programs and the message for people.</summary>
internal sealed class CommandFailedException(string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>UPPER_SNAKE, as the services' own reasons.</summary>
    public string Reason { get; } = reason;
}
