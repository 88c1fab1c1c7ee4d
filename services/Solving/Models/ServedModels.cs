using System.Collections.Concurrent;
using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;

namespace Trm.Grid.Solving.Models;

/// <summary>
/// Loads versions when they are first asked for and keeps them. NOTE: a version that nobody asks for any more stays loaded: ONNX Runtime gives
/// no memory back (onnxruntime#26831), so letting go would save nothing.
/// </summary>
internal sealed class ServedModels(RegistryClient registry, Admission admission, SolvingOptions options, TimeProvider time) : IAsyncDisposable
{
    // Callers choose the names: those that are out of date go when there are so many.
    private const int MostNames = 256;

    // Longer than a step takes to notice that its caller has left.
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, Lazy<Task<ServedModel>>> _loaded = new();
    private readonly ConcurrentDictionary<string, (Digest? Version, long At)> _named = new();

    /// <summary>The version that a name means now.</summary>
    /// <param name="model">As the caller named it; empty: the task's own model.</param>
    /// <param name="questions">What is asked, once for each way in which it may be answered; all of one task.</param>
    /// <param name="cancellation">Ends the loading.</param>
    /// <param name="own">The name of the task's own model; null: as the task.</param>
    /// <returns>Null where the caller named none and the task has none.</returns>
    /// <exception cref="GridException">MODEL_NOT_SERVED.</exception>
    public async Task<ServedModel?> FindAsync(string model, IReadOnlyList<TaskShape> questions, CancellationToken cancellation, string? own = null)
    {
        var name = model.Length == 0 ? own ?? questions[0].Task : model;
        if (await VersionAsync(name, cancellation).ConfigureAwait(false) is not { } version)
            return model.Length == 0 ? null
                : throw new GridException(ErrorReason.ModelNotServed, $"solving with {model}: the registry has no such model, version or alias; 'models list' names what there is");
        var served = await LoadAsync(version, cancellation).ConfigureAwait(false);
        return questions.Any(question => Answers(served.Solver.Model.Shape, question)) ? served
            : throw new GridException(ErrorReason.ModelNotServed, $"solving with {name}: expected a model for {string.Join(" or ", questions.Select(Words))}, it is for {Words(served.Solver.Model.Shape)}; name another model");
    }

    public async ValueTask DisposeAsync()
    {
        // A native session that is disposed while a step runs in it takes the process along: then rather not at all.
        if (!await admission.DrainAsync(DrainWithin).ConfigureAwait(false))
            return;
        foreach (var loading in _loaded.Values)
            if (loading is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
                loading.Value.Result.Dispose();
    }

    // A question that states no vocabulary and no channels leaves both to the model.
    private static bool Answers(TaskShape model, TaskShape question) =>
        question is { Vocabulary: 0, Channels: 0 } ? model.Task == question.Task : question with { Height = 0, Width = 0 } == model with { Height = 0, Width = 0 } && Fits(model.Height, question.Height) && Fits(model.Width, question.Width);

    private static string Words(TaskShape shape) => shape.Classes == 0 ? shape.Task :
        $"{shape.Task}{(shape.Height == 0 ? "" : $" of {shape.Height} x {shape.Width}")} with {shape.Classes} classes from {(shape.Input == InputKind.Tokens ? $"{shape.Vocabulary} tokens" : $"{shape.Channels} planes")}";

    // 0 is any size.
    private static bool Fits(int made, int asked) => made == 0 || asked == 0 || made == asked;

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
        catch (RpcException fault) when (known.Version is not null && GridError.From(fault).Code is StatusCode.Unavailable)
        {
            // While the registry is away, what it said last goes on serving.
            return known.Version;
        }
        Forget();
        _named[name] = (version, time.GetTimestamp());
        return version;
    }

    private void Forget()
    {
        if (_named.Count < MostNames)
            return;
        foreach (var named in _named)
            if (time.GetElapsedTime(named.Value.At) >= options.AliasAge)
                _named.TryRemove(named);
    }

    private async Task<ServedModel> LoadAsync(Digest version, CancellationToken cancellation)
    {
        // One load a version, whoever asks first; a caller that leaves does not break it for the others.
        var loading = _loaded.GetOrAdd(version.ToString(), _ => new(() => LoadAsync(version)));
        try
        {
            return await loading.Value.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch when (loading.Value is { IsCompleted: true, IsCompletedSuccessfully: false })
        {
            _loaded.TryRemove(new(version.ToString(), loading));
            throw;
        }
    }

    private async Task<ServedModel> LoadAsync(Digest version)
    {
        var pulled = await registry.PullAsync(ModelReference.Of(version)).ConfigureAwait(false);
        try
        {
            var (file, runtime) = (pulled.Package.FileOf(Roles.OnnxFp32), new RuntimeOptions { Spinning = false });
            var model = StepModel.Load(file, runtime).Knowing(pulled.Package);
            var solver = new RecursiveSolver(model, time);
            return new(version, solver, Answers(model.Shape, PlannerTask.Shape) ? new PathPlanner(solver, time) : null, new(() => StepModel.LoadOpened(file, runtime)), model.Puzzles is null ? null : new(model));
        }
        catch (Exception fault) when (fault is InvalidDataException or PackageException)
        {
            throw new GridException(ErrorReason.ModelNotServed, $"solving with {pulled.Version.Model} {pulled.Version.Number}: {fault.Message}", fault);
        }
    }
}
