using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;
using Trm.Grid.Training.Workers;

namespace Trm.Grid.Training;

/// <summary>Brings a run's dataset, a blob of the registry, into the run's folder.</summary>
internal sealed class DatasetFetch(RegistryClient registry)
{
    /// <returns>Where the dataset lies; empty where the run names none.</returns>
    /// <exception cref="RegistryExchangeException">The registry does not give it.</exception>
    public async Task<string> FetchAsync(Run run, WorkerFolder folder, CancellationToken cancellation)
    {
        if (run.Spec.DatasetDigest.Length == 0)
            return "";
        if (File.Exists(folder.Dataset))
            return folder.Dataset;
        try
        {
            var bytes = await registry.DownloadAsync(Digest.Parse(run.Spec.DatasetDigest), cancellation).ConfigureAwait(false);
            Directory.CreateDirectory(folder.Path);
            DurableFile.Write(folder.Dataset, bytes);
            return folder.Dataset;
        }
        catch (GridException refused)
        {
            throw new RegistryExchangeException($"fetching the dataset {run.Spec.DatasetDigest}: {refused.Message}", refused);
        }
        catch (RpcException refused) when (!cancellation.IsCancellationRequested)
        {
            throw new RegistryExchangeException($"fetching the dataset {run.Spec.DatasetDigest}: {refused.Status.Detail}; submit the run again when the registry answers", refused);
        }
    }
}
