using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Edge.Trials;

/// <summary>A question that the robot asked, as it was put to the planner, and the answer it got.</summary>
/// <param name="MapDigest">The map as uploaded.</param>
/// <param name="Query">As asked.</param>
/// <param name="Map">As the planner saw it.</param>
/// <param name="Start">Where from.</param>
/// <param name="Goal">Where to.</param>
/// <param name="Options">Its limits.</param>
/// <param name="ModelDigest">Who answered; empty: no model.</param>
/// <param name="Outcome">The answer.</param>
internal sealed record PlanSample(string MapDigest, PlanQuery Query, CostMap Map, Cell Start, Cell Goal, PlanOptions Options, string ModelDigest, PlanOutcome Outcome);
