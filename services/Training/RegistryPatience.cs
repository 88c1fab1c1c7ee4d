using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;

namespace Trm.Grid.Training;

/// <summary>Asks the registry for what a run needs, again and again while it is away. All that is asked so is harmless to repeat.</summary>
internal sealed class RegistryPatience(TrainingOptions options, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <param name="doing">What is asked, for people.</param>
    /// <param name="otherwise">What is so, or is to be done, where it fails.</param>
    /// <param name="ask">Asks once.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RegistryExchangeException">The registry refuses, or was away for longer than the patience lasts.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async Task<T> AskAsync<T>(string doing, string otherwise, Func<Task<T>> ask, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks)))
        {
            GridError error;
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (Exception broken) when (broken is not OperationCanceledException && cancellation.IsCancellationRequested)
            {
                // A call that is broken off says so in its own words.
                throw new OperationCanceledException("asking the registry: ended", broken, cancellation);
            }
            catch (PackageException broken)
            {
                throw new RegistryExchangeException($"{doing}: {broken.Message}", broken);
            }
            catch (GridException refused)
            {
                error = GridError.From(refused);
            }
            catch (RpcException refused)
            {
                error = GridError.From(refused);
            }
            var waited = time.GetElapsedTime(began);
            if (!MayPass(error) || waited + pause > options.RegistryPatience)
                throw new RegistryExchangeException($"{doing}: the registry says {error.ReasonName}, {error.Message}; after {waited.TotalSeconds:F0} s {otherwise}");
            await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
        }
    }

    // A registry that stops cancels the calls it has open, and may do so before this service hears that it stops too.
    private static bool MayPass(GridError error) => error.MayRepeat || error.Code is StatusCode.DeadlineExceeded or StatusCode.Cancelled;
}
