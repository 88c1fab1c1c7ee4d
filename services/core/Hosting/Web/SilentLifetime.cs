using Microsoft.Extensions.Hosting;

namespace Trm.Grid.Hosting;

/// <summary>Leaves signals to the program: it may host a grid for the length of one command.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
