namespace Trm.Grid.Hosting;

/// <summary>The right to run a grid on a data folder. The system takes it back when the process ends, however it ends.</summary>
internal sealed class GridLock : IDisposable
{
    private readonly FileStream file;

    private GridLock(FileStream file) => this.file = file;

    /// <exception cref="GridStartException">Another grid runs on this folder.</exception>
    public static GridLock Take(GridPaths paths)
    {
        try
        {
            return new(new(paths.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException fault) when (File.Exists(paths.LockFile))
        {
            throw new GridStartException($"starting a grid on {paths.Home}: another grid runs there; use that one, stop it, or set {GridPaths.HomeVariable} to another folder", fault) { IsHeld = true };
        }
    }

    public void Dispose() => file.Dispose();
}
