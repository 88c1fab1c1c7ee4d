namespace Trm.Grid.Edge;

/// <summary>Something that the person who called can put right.</summary>
/// <param name="reason">A stable UPPER_SNAKE word.</param>
/// <param name="message">Names the operation, what was expected, what came and what to do.</param>
internal sealed class AgentException(string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Reason { get; } = reason;
}
