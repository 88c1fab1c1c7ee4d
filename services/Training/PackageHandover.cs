using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;
using Trm.Grid.Training.Workers;

namespace Trm.Grid.Training;

/// <summary>Hands a proven package to the registry. Repeating it is harmless: the manifest's digest is the version.</summary>
internal sealed class PackageHandover(RegistryClient registry, RegistryPatience patience)
{
    /// <summary>Looks before the training whether its outcome will be welcome. A registry that does not answer now may do so then.</summary>
    /// <exception cref="GridException">INVALID_REQUEST: the name holds models of another task.</exception>
    public async Task RequireWelcomeAsync(string name, string task, CancellationToken cancellation)
    {
        try
        {
            var first = await registry.FindAsync(ModelReference.Parse(name + "@1"), cancellation).ConfigureAwait(false);
            if (Manifest.Parse(first.Manifest.ToByteArray()).Task is var held && held != task)
                throw GridException.Invalid("spec.model_name", $"{name} holds models of the task {held}, this one will be of {task}; choose another name");
        }
        catch (RpcException)
        {
            // The name is free, or nobody knows yet.
        }
    }

    /// <exception cref="RegistryExchangeException">The registry refuses it, or was away for longer than the patience lasts.</exception>
    public Task<ModelVersion> RegisterAsync(Run run, WorkerFolder folder, CancellationToken cancellation) => patience.AskAsync(
        $"registering {run.Spec.ModelName}",
        $"the package lies unregistered at {folder.Package}",
        () => registry.PushAsync(folder.Package, run.Spec.ModelName, "run/" + run.Id, cancellationToken: cancellation),
        cancellation);
}
