using Trm.Grid.Packages;
using Trm.Grid.Runtime;

namespace Trm.Grid.Solving.Models;

/// <summary>A version that is loaded and ready to answer.</summary>
/// <param name="Digest">Its manifest's digest.</param>
/// <param name="Solver">Safe for several threads.</param>
/// <param name="Planner">Of a planner model, with the policies that it has found last; safe for several threads.</param>
internal sealed record ServedModel(Digest Digest, RecursiveSolver Solver, PathPlanner? Planner);
