using Trm.Grid.Packages;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Arc;

namespace Trm.Grid.Solving.Models;

/// <summary>A version that is loaded and ready to answer.</summary>
/// <param name="Digest">Its manifest's digest.</param>
/// <param name="Solver">Safe for several threads.</param>
/// <param name="Planner">Of a planner model, with the policies that it has found last; safe for several threads.</param>
/// <param name="Opened">The same graph, opened to look at its latents; loaded when somebody does.</param>
/// <param name="Arc">Of a model that has the embeddings of ARC tasks.</param>
internal sealed record ServedModel(Digest Digest, RecursiveSolver Solver, PathPlanner? Planner, Lazy<StepModel> Opened, ArcSolver? Arc) : IDisposable
{
    public void Dispose()
    {
        Solver.Dispose();
        Solver.Model.Dispose();
        if (Opened.IsValueCreated)
            Opened.Value.Dispose();
    }
}
