using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime.Wire;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Verbs.Evaluations;

/// <summary>
/// Planning questions cut out of map files: one random window a pair, with one solvable start and goal in it. The same files, sizes and seed give
/// the same set, on every machine.
/// </summary>
internal sealed class MapPairs(int cells, int pairs, ulong seed)
{
    /// <summary>What ROS maps are resampled to: a robot's size.</summary>
    public const double ResolutionM = 0.25;

    /// <summary>Start and goal lie at least so many columns or rows apart.</summary>
    public const int MinApart = 8;
    const int WindowsPerMap = 200;
    const int GoalsPerWindow = 8;

    readonly DistanceField field = new();

    /// <param name="maps">Names and maps, in a fixed order; pair i is cut from map i modulo their number.</param>
    /// <exception cref="CommandFailedException">No map has room for a pair.</exception>
    public EvaluationSet Cut(IReadOnlyList<(string Name, CostMap Map)> maps)
    {
        var set = new EvaluationSet { Name = $"{pairs} pairs on windows of {cells}x{cells} cells, seed {seed}" };
        var barren = new HashSet<int>();
        for (var pair = 0; pair < pairs; pair++)
        {
            var random = new Random(HashOf(pair));
            PlanningInstance? found = null;
            for (var turn = 0; turn < maps.Count && found is null; turn++)
            {
                var index = (pair + turn) % maps.Count;
                if (barren.Contains(index)) continue;
                found = TryMap(maps[index].Name, maps[index].Map, random);
                // A map that gave nothing in so many windows is not asked again for every pair.
                if (found is null) barren.Add(index);
            }
            set.Planning.Add(found ?? throw new CommandFailedException("NO_PAIRS",
                $"None of the {maps.Count} maps has a window of {cells}x{cells} cells with a way between two free cells {MinApart} apart: choose other maps or a larger --cells."));
        }
        return set;
    }

    PlanningInstance? TryMap(string name, CostMap map, Random random)
    {
        for (var attempt = 0; attempt < WindowsPerMap; attempt++)
        {
            var window = MapWindow.Random(map, cells, cells, random);
            if (TryWindow(window, random) is not var (start, goal)) continue;
            return new PlanningInstance
            {
                Map = CostMapWire.ToMessage(window),
                Start = new GridCell { X = (uint)start.X, Y = (uint)start.Y },
                Goal = new GridCell { X = (uint)goal.X, Y = (uint)goal.Y },
                Source = name,
            };
        }
        return null;
    }

    (Cell Start, Cell Goal)? TryWindow(CostMap window, Random random)
    {
        var free = Enumerable.Range(0, cells * cells).Select(i => new Cell(i % cells, i / cells)).Where(cell => window.IsPassable(cell)).ToList();
        for (var attempt = 0; attempt < GoalsPerWindow && free.Count > 0; attempt++)
        {
            var goal = free[random.Next(free.Count)];
            field.Compute(window, goal);
            var starts = free.FindAll(cell => field.Units(cell) != DistanceField.Unreachable && Apart(cell, goal) >= MinApart);
            if (starts.Count > 0) return (starts[random.Next(starts.Count)], goal);
        }
        return null;
    }

    static int Apart(Cell one, Cell other) => Math.Max(Math.Abs(one.X - other.X), Math.Abs(one.Y - other.Y));

    // SplitMix64's finaliser: neighbouring seeds and pairs share nothing.
    int HashOf(int pair)
    {
        var mixed = (seed * 0x9E3779B97F4A7C15) + (ulong)pair;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) & int.MaxValue);
    }
}
