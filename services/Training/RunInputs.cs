using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;
using Trm.Grid.Training.Workers;

namespace Trm.Grid.Training;

/// <summary>Brings what a run starts from, its dataset and its parent's weights, out of the registry into the run's folder.</summary>
internal sealed class RunInputs(RegistryClient registry, RegistryPatience patience)
{
    /// <returns>Where the dataset lies; empty where the run names none.</returns>
    /// <exception cref="RegistryExchangeException">The registry does not give it.</exception>
    public Task<string> DatasetAsync(Run run, WorkerFolder folder, CancellationToken cancellation) =>
        BringAsync("dataset", run.Spec.DatasetDigest, folder, folder.Dataset, digest => registry.DownloadFileAsync(digest, folder.Dataset, cancellation), cancellation);

    /// <returns>Where the parent's weights lie; empty where the run names none.</returns>
    /// <exception cref="RegistryExchangeException">The registry does not give them.</exception>
    public Task<string> ParentAsync(Run run, WorkerFolder folder, CancellationToken cancellation) =>
        BringAsync("parent", run.Spec.ParentDigest, folder, folder.ParentWeights, async digest =>
        {
            var parent = await registry.PullAsync(ModelReference.Of(digest), cancellationToken: cancellation).ConfigureAwait(false);
            DurableFile.Write(folder.ParentWeights, await File.ReadAllBytesAsync(parent.Package.FileOf(Roles.Weights), cancellation).ConfigureAwait(false));
        }, cancellation);

    private async Task<string> BringAsync(string what, string digest, WorkerFolder folder, string path, Func<Digest, Task> fetch, CancellationToken cancellation)
    {
        if (digest.Length == 0)
            return "";
        if (File.Exists(path))
            return path;
        Directory.CreateDirectory(folder.Path);
        return await patience.AskAsync($"fetching the {what} {digest}", "the run has not begun; submit it again when the registry has it", async () =>
        {
            await fetch(Digest.Parse(digest)).ConfigureAwait(false);
            return path;
        }, cancellation).ConfigureAwait(false);
    }
}
