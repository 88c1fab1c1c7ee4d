namespace Trm.Grid.Edge;

/// <summary>This program's version, as packages ask for it and as the device reports it.</summary>
internal static class AgentVersion
{
    public static Version Current { get; } = typeof(AgentVersion).Assembly.GetName().Version ?? new Version(0, 0, 0);

    public static string Text { get; } = Current.ToString(3);
}
