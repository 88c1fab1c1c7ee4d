namespace Trm.Grid.Hosting;

/// <summary>Where each thing of a grid lies in its data folder.</summary>
/// <param name="home">The data folder; need not exist yet.</param>
public sealed class GridPaths(string home)
{
    /// <summary>The environment's name for the data folder.</summary>
    public const string HomeVariable = "TRMGRID_HOME";

    public string Home { get; } = Path.GetFullPath(home);

    public string Identity => Path.Combine(Home, "identity");

    /// <summary>The certificate of the grid's authority, without its key: for everybody who checks what this grid's devices sign.</summary>
    public string AuthorityFile => Path.Combine(Identity, "authority.crt");

    public string Registry => Path.Combine(Home, "registry");

    public string Training => Path.Combine(Home, "training");

    public string Evaluation => Path.Combine(Home, "evaluation");

    public string Solving => Path.Combine(Home, "solving");

    public string Fleet => Path.Combine(Home, "fleet");

    public string Run => Path.Combine(Home, "run");

    /// <summary>What can be fetched again: pulled packages.</summary>
    public string Cache => Path.Combine(Home, "cache");

    /// <summary>Held by the one grid that runs on this folder.</summary>
    public string LockFile => Path.Combine(Home, "lock");

    /// <summary>What runs here and where it listens, for the command line.</summary>
    public string RunningFile => Path.Combine(Run, "grid.json");

    /// <summary>TRMGRID_HOME, else the platform's place for application data.</summary>
    public static GridPaths Default() => new(Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } home
        ? home
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "trm-grid"));

    /// <summary>Makes the folder, open to its owner alone.</summary>
    public void Create()
    {
        foreach (var folder in (string[])[Home, Identity, Run])
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
