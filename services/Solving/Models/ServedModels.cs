using System.Collections.Concurrent;
using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;
using Trm.Grid.Runtime;

namespace Trm.Grid.Solving.Models;

/// <summary>
/// Loads versions when they are first asked for and keeps them. NOTE: a version that nobody asks for any more stays loaded: ONNX Runtime gives
/// no memory back (onnxruntime#26831), so letting go would save nothing.
/// </summary>
internal sealed class ServedModels(RegistryClient registry, SolvingOptions options, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<ServedModel>>> _loaded = new();
    private readonly ConcurrentDictionary<string, (Digest? Version, long At)> _named = new();

    /// <summary>The version that a name means now.</summary>
    /// <param name="model">As the caller named it; empty: the task's own model.</param>
    /// <param name="task">What the question is.</param>
    /// <returns>Null where the caller named none and the task has none.</returns>
    /// <exception cref="GridException">MODEL_NOT_SERVED.</exception>
    public async Task<ServedModel?> FindAsync(string model, string task, CancellationToken cancellation)
    {
        var name = model.Length == 0 ? task : model;
        if (await VersionAsync(name, cancellation).ConfigureAwait(false) is not { } version)
            return model.Length == 0 ? null
                : throw new GridException(ErrorReason.ModelNotServed, $"solving with {model}: the registry has no such model, version or alias; 'models list' names what there is");
        var served = await LoadAsync(version, cancellation).ConfigureAwait(false);
        return served.Solver.Model.Shape.Task == task ? served
            : throw new GridException(ErrorReason.ModelNotServed, $"solving with {name}: expected a model of the task {task}, it answers {served.Solver.Model.Shape.Task}; name another model");
    }

    public void Dispose()
    {
        foreach (var loading in _loaded.Values)
            if (loading is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            {
                loading.Value.Result.Solver.Dispose();
                loading.Value.Result.Solver.Model.Dispose();
            }
    }

    private async Task<Digest?> VersionAsync(string name, CancellationToken cancellation)
    {
        if (_named.TryGetValue(name, out var known) && time.GetElapsedTime(known.At) < options.AliasAge)
            return known.Version;
        Digest? version;
        try
        {
            version = Digest.Parse((await registry.FindAsync(ModelReference.Parse(name), cancellation).ConfigureAwait(false)).Digest);
        }
        catch (RpcException fault) when (GridError.From(fault).Reason is ErrorReason.ModelNotFound or ErrorReason.VersionNotFound or ErrorReason.AliasNotFound)
        {
            version = null;
        }
        _named[name] = (version, time.GetTimestamp());
        return version;
    }

    private async Task<ServedModel> LoadAsync(Digest version, CancellationToken cancellation)
    {
        // One load a version, whoever asks first; a caller that leaves does not break it for the others.
        var loading = _loaded.GetOrAdd(version.ToString(), _ => new(() => LoadAsync(version)));
        try
        {
            return await loading.Value.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch when (loading.Value.IsFaulted)
        {
            _loaded.TryRemove(new(version.ToString(), loading));
            throw;
        }
    }

    private async Task<ServedModel> LoadAsync(Digest version)
    {
        var pulled = await registry.PullAsync(ModelReference.Of(version)).ConfigureAwait(false);
        var model = StepModel.Load(pulled.Package.FileOf(Roles.OnnxFp32), new RuntimeOptions { Spinning = false });
        return new(version, new RecursiveSolver(model, time));
    }
}
