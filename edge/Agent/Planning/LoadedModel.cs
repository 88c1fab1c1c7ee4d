using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;

namespace Trm.Grid.Edge.Planning;

/// <summary>A version whose network is in memory.</summary>
/// <param name="digest">Its manifest digest.</param>
/// <param name="solver">Recurses with it; null for a version without a network. Both are disposed with the last hold.</param>
internal sealed class LoadedModel(string digest, RecursiveSolver? solver)
{
    private int _holders = 1;

    public string Digest { get; } = digest;

    public PathPlanner Planner { get; } = new(solver);

    /// <summary>Brings a planner's package into memory.</summary>
    /// <exception cref="PackageException">It is for another task.</exception>
    public static LoadedModel Load(PackageFolder package)
    {
        if (package.Manifest.Task != PlannerTask.Shape.Task)
            throw new PackageException(PackageReasons.ManifestInvalid, $"loading {package.Digest}: a robot runs models of the task '{PlannerTask.Shape.Task}', this one is for '{package.Manifest.Task}'; assign another");
        // A board runs on a battery: idle threads must not spin.
        var network = StepModel.Load(package.FileOf(Roles.OnnxFp32), new RuntimeOptions { Spinning = false });
        return new LoadedModel(package.Digest.ToString(), new RecursiveSolver(network));
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
