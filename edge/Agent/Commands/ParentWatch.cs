namespace Trm.Grid.Edge.Commands;

/// <summary>Notices the parent's death by the end of standard input, however that death comes.</summary>
internal static class ParentWatch
{
    public static void Begin(CancellationTokenSource stop) => new Thread(() =>
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (input.Read(buffer) > 0) { }
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The program is ending already.
        }
    })
    { IsBackground = true, Name = "parent watch" }.Start();
}
