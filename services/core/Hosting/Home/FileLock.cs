namespace Trm.Grid.Hosting;

/// <summary>A lock between processes, as a file that one of them holds open.</summary>
internal static class FileLock
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for the lock. Dispose it; the system does so for a process that dies.</summary>
    public static async Task<IDisposable> TakeAsync(string file, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException fault) when (!FaultMapping.IsDiskFull(fault) && File.Exists(file))
            {
                // Held by another process: the system offers no way to wait for it.
                await Task.Delay(AskAgain, TimeProvider.System, cancellationToken);
            }
        }
    }
}
