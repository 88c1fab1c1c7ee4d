using System.Diagnostics;
using Google.Protobuf;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Trainer;

/// <summary>The folder of one run, held by at most one living worker.</summary>
internal sealed class RunFolder : IDisposable
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));
    private readonly string _path;
    private readonly FileStream _hold;

    private RunFolder(string path, FileStream hold) => (_path, _hold) = (path, hold);

    public string Checkpoint => Path.Combine(_path, "checkpoint");

    /// <summary>The table of puzzle embeddings of a run that learns one of each of several puzzles; belongs to the checkpoint.</summary>
    public string Puzzles => Path.Combine(_path, "puzzles");

    /// <summary>TensorBoard's event files.</summary>
    public string Events => Path.Combine(_path, "tensorboard");

    /// <summary>The proven package. What lies there is whole.</summary>
    public string Package => Path.Combine(_path, "package");

    /// <summary>Where the package is made and proven before it moves to its place.</summary>
    public string PackageInWork => Path.Combine(_path, "package.new");

    /// <summary>
    /// Waits for the worker before to let go: it may still be writing its last checkpoint after its parent died. The system takes the hold
    /// back when a process ends, however it ends.
    /// </summary>
    /// <exception cref="FolderBusyException">It does not let go.</exception>
    public static RunFolder Hold(string path, TimeSpan patience, CancellationToken cancellation)
    {
        if (!File.Exists(Path.Combine(path, "spec.json")))
            throw new FileNotFoundException($"taking the run folder {path}: expected an order spec.json in it; it is the training service that writes it");
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new RunFolder(path, new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(began) < patience && !cancellation.IsCancellationRequested)
            {
                // There is no way to be told when a lock of another process goes.
                cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(50));
            }
            catch (IOException fault)
            {
                throw new FolderBusyException($"taking the run folder {path}: another worker has held it for {patience}; end that process", fault);
            }
        }
    }

    public WorkerOrder ReadOrder() => Parser.Parse<WorkerOrder>(File.ReadAllText(Path.Combine(_path, "spec.json")));

    /// <summary>Puts the proven package into its place.</summary>
    public void KeepPackage()
    {
        if (Directory.Exists(Package))
            Directory.Delete(Package, recursive: true);
        Directory.Move(PackageInWork, Package);
    }

    public void Dispose() => _hold.Dispose();
}
