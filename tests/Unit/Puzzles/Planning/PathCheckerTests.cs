using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Puzzles.Planning;

public class PathCheckerTests
{
    private static readonly PathQuery Query = new(new(4, 3, [0, 0, 0, 0, 0, 254, 253, 0, 0, 0, 255, 0]), new(0, 0), new(3, 2));

    [Fact]
    public void A_valid_path_gets_its_cost_length_and_clearance()
    {
        Cell[] path = [new(0, 0), new(1, 0), new(2, 0), new(3, 0), new(3, 1), new(3, 2)];
        var report = PathChecker.Check(Query, path);
        Assert.True(report.IsValid);
        Assert.Equal((5.0, 5.0), (report.Cost, report.LengthM));
        Assert.Equal(1.0, PathChecker.ClearanceM(Query.Map, path));
    }

    public static TheoryData<string, Cell[], PathFault[]> Faulty => new()
    {
        { "empty", [], [new(PathFaultKind.Empty, -1, new(0, 0))] },
        { "wrong start", [new(2, 0), new(3, 0), new(3, 1), new(3, 2)], [new(PathFaultKind.WrongStart, 0, new(2, 0))] },
        { "wrong goal", [new(0, 0), new(1, 0)], [new(PathFaultKind.WrongGoal, 1, new(1, 0))] },
        { "a jump", [new(0, 0), new(1, 0), new(3, 0), new(3, 1), new(3, 2)], [new(PathFaultKind.Disconnected, 2, new(3, 0))] },
        { "through a wall", [new(0, 0), new(1, 0), new(1, 1), new(1, 2), new(2, 2), new(3, 2)], [new(PathFaultKind.Blocked, 2, new(1, 1)), new(PathFaultKind.Blocked, 4, new(2, 2))] },
        { "a corner", [new(0, 0), new(1, 0), new(2, 0), new(3, 1), new(3, 2)], [new(PathFaultKind.CornerCut, 3, new(3, 1))] },
        { "there and back", [new(0, 0), new(1, 0), new(0, 0), new(1, 0), new(2, 0), new(3, 0), new(3, 1), new(3, 2)], [new(PathFaultKind.Repeated, 2, new(0, 0)), new(PathFaultKind.Repeated, 3, new(1, 0))] },
        { "standing still", [new(0, 0), new(0, 0), new(1, 0), new(2, 0), new(3, 0), new(3, 1), new(3, 2)], [new(PathFaultKind.Repeated, 1, new(0, 0))] },
        { "off the map", [new(0, 0), new(0, -1), new(1, 0), new(2, 0), new(3, 0), new(3, 1), new(3, 2)], [new(PathFaultKind.OutsideMap, 1, new(0, -1)), new(PathFaultKind.CornerCut, 2, new(1, 0))] },
        { "far off the map", [new(0, 0), new(int.MaxValue, int.MinValue), new(3, 2)], [new(PathFaultKind.OutsideMap, 1, new(int.MaxValue, int.MinValue)), new(PathFaultKind.Disconnected, 1, new(int.MaxValue, int.MinValue)), new(PathFaultKind.Disconnected, 2, new(3, 2))] },
    };

    [Theory]
    [MemberData(nameof(Faulty), DisableDiscoveryEnumeration = true)]
    public void Every_fault_is_named_with_its_cell(string what, Cell[] path, PathFault[] faults)
    {
        var report = PathChecker.Check(Query, path);
        Assert.Equal(faults, report.Faults);
        Assert.False(report.IsValid, what);
        Assert.Equal(0, report.Cost);
    }

    [Fact]
    public void A_mutated_optimal_path_is_refused()
    {
        var search = new AStar();
        var mutated = 0;
        foreach (var (map, random) in SomeMaps.Many(1500))
        {
            var query = new PathQuery(map, SomeMaps.AnyCell(map, random), SomeMaps.AnyCell(map, random));
            if (search.Search(query) != Nav2Error.None || search.Path.Length < 4)
                continue;
            var path = search.Path.ToArray().ToList();
            var at = random.Next(1, path.Count - 1);
            switch (random.Next(6))
            {
                case 0: path.RemoveAt(0); break;
                case 1: path.RemoveAt(path.Count - 1); break;
                case 2: path.Insert(at, path[at]); break;
                case 3: path.Reverse(); break;
                case 4: path[at] = new(path[at].X + 3, path[at].Y); break;
                default: path.InsertRange(at, [new(-1, at), path[0]]); break;
            }
            mutated++;
            Assert.NotEmpty(PathChecker.Check(query, path).Faults);
            var walled = map.Cells.ToArray();
            var cell = search.Path[at];
            walled[(cell.Y * map.Width) + cell.X] = random.Next(2) == 0 ? CellCost.Lethal : CellCost.Inscribed;
            Assert.Contains(PathChecker.Check(query with { Map = map.With(walled) }, search.Path).Faults, fault => fault.Kind == PathFaultKind.Blocked);
        }
        Assert.True(mutated > 300, $"{mutated} paths");
    }

    [Fact]
    public void The_clearance_is_the_smallest_distance_to_an_obstacle()
    {
        var search = new AStar();
        var compared = 0;
        foreach (var (map, random) in SomeMaps.Many(400))
        {
            if (search.Search(new(map, SomeMaps.AnyCell(map, random), SomeMaps.AnyCell(map, random))) != Nav2Error.None)
                continue;
            compared++;
            var expected = double.PositiveInfinity;
            foreach (var cell in search.Path)
                expected = Math.Min(expected, InflationTests.NearestLethal(map, cell.X, cell.Y));
            Assert.Equal(double.IsInfinity(expected) ? null : expected * map.ResolutionM, PathChecker.ClearanceM(map, search.Path));
        }
        Assert.True(compared > 90, $"{compared} paths");
    }
}
