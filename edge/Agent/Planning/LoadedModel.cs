using Microsoft.Extensions.Logging;
using Trm.Grid.Edge.Serving;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;

namespace Trm.Grid.Edge.Planning;

/// <summary>A version whose network can be asked.</summary>
/// <param name="digest">Its manifest digest.</param>
/// <param name="solver">Recurses with it; null for a version without a network. Both are disposed with the last hold.</param>
internal sealed class LoadedModel(string digest, RecursiveSolver? solver)
{
    private int _holders = 1;

    public string Digest { get; } = digest;

    public PathPlanner Planner { get; } = new(solver);

    /// <summary>On what its network runs; empty without one.</summary>
    public string Provider => solver?.Model is ServedModel served ? served.Provider : solver is null ? "" : RuntimeProbe.Cpu;

    /// <summary>How often the process of its network was replaced.</summary>
    public int Replaced => (solver?.Model as ServedModel)?.Replaced ?? 0;

    /// <summary>Starts a process for a planner's network and waits until it is loaded there.</summary>
    /// <exception cref="PackageException">It is for another task.</exception>
    /// <exception cref="InvalidDataException">It cannot be loaded.</exception>
    public static LoadedModel Load(PackageFolder package, RuntimeSettings runtime, TimeProvider clock, ILogger log)
    {
        RequireTask(package.Manifest, package.Digest.ToString());
        var file = package.FileOf(Roles.OnnxFp32);
        return new LoadedModel(package.Digest.ToString(), new RecursiveSolver(ServedModel.Start(() => OwnProgram.With(["serve-model", "--model", file, .. runtime.ToArguments()]), new ServingTimes(), clock, log)));
    }

    /// <exception cref="PackageException">It is for another task than a robot's.</exception>
    public static void RequireTask(Manifest manifest, string digest)
    {
        if (manifest.Task != PlannerTask.Shape.Task)
            throw new PackageException(PackageReasons.ManifestInvalid, $"loading {digest}: a robot runs models of the task '{PlannerTask.Shape.Task}', this one is for '{manifest.Task}'; assign another");
    }

    /// <returns>False when it is already on its way out.</returns>
    public bool TryHold()
    {
        for (var seen = Volatile.Read(ref _holders); seen > 0; seen = Volatile.Read(ref _holders))
            if (Interlocked.CompareExchange(ref _holders, seen + 1, seen) == seen)
                return true;
        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) != 0)
            return;
        solver?.Dispose();
        solver?.Model.Dispose();
    }
}
