using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;
using Trm.Grid.Training.Workers;

namespace Trm.Grid.Training;

/// <summary>Hands a proven package to the registry. Repeating it is harmless: the manifest's digest is the version.</summary>
internal sealed class PackageHandover(RegistryClient registry, TrainingOptions options, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <exception cref="RegistryExchangeException">The registry refuses it, or was away for longer than the patience lasts.</exception>
    public async Task<ModelVersion> RegisterAsync(Run run, WorkerFolder folder, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            GridError error;
            try
            {
                return await registry.PushAsync(folder.Package, run.Spec.ModelName, "run/" + run.Id, cancellationToken: cancellation).ConfigureAwait(false);
            }
            catch (PackageException broken)
            {
                throw new RegistryExchangeException($"registering {run.Spec.ModelName}: {broken.Message}", broken);
            }
            catch (GridException refused)
            {
                error = GridError.From(refused);
            }
            catch (RpcException refused) when (!cancellation.IsCancellationRequested)
            {
                error = GridError.From(refused);
            }
            catch (RpcException) when (cancellation.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellation);
            }
            var waited = time.GetElapsedTime(began);
            if (!MayPass(error) || waited + pause > options.RegistryPatience)
                throw new RegistryExchangeException($"registering {run.Spec.ModelName}: the registry says {error.ReasonName}, {error.Message}; after {waited.TotalSeconds:F0} s the package lies unregistered at {folder.Package}");
            await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
        }
    }

    private static bool MayPass(GridError error) => error.MayRepeat || error.Code is StatusCode.DeadlineExceeded;
}
