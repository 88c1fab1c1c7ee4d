using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Planning.Regions;

namespace Trm.Grid.Tests.Unit.Puzzles.Planning.Regions;

public class RegionTests
{
    [Fact]
    public void A_route_over_regions_leads_where_a_path_leads_and_nowhere_else()
    {
        var random = new Random(5);
        var (joined, apart) = (0, 0);
        foreach (var map in Maps(40))
            foreach (var (start, goal) in Pairs(map, 6, random))
            {
                var route = RegionRoute.Find(new(map), start, goal);
                Assert.Equal(DistanceField.To(goal, map).Units(start) != DistanceField.Unreachable, route is not null);
                (joined, apart) = (joined + (route is null ? 0 : 1), apart + (route is null ? 1 : 0));
            }
        Assert.True(joined > 50 && apart >= 5, $"{joined} joined, {apart} apart");
    }

    [Fact]
    public void Every_station_is_reached_from_the_one_before_within_its_rectangle()
    {
        var random = new Random(6);
        var stations = 0;
        foreach (var map in Maps(30))
            foreach (var (start, goal) in Pairs(map, 4, random))
            {
                if (RegionRoute.Find(new(map), start, goal) is not { } route)
                    continue;
                Assert.Equal(goal, route[^1].Cell);
                var here = start;
                foreach (var (cell, way) in route)
                {
                    Assert.InRange(Math.Max(way.Width, way.Height), 1, RegionMap.Side + 1);
                    var part = MapWindow.Cut(map, way.Left, way.Top, way.Width, way.Height);
                    var field = DistanceField.To(new(cell.X - way.Left, cell.Y - way.Top), part);
                    Assert.NotEqual(DistanceField.Unreachable, field.Units(new(here.X - way.Left, here.Y - way.Top)));
                    (here, stations) = (cell, stations + 1);
                }
            }
        Assert.True(stations > 200, $"{stations} stations");
    }

    [Fact]
    public void Unknown_cells_are_doors_only_where_they_may_be_crossed()
    {
        var cells = new byte[40 * 10];
        for (var y = 0; y < 10; y++)
            cells[(y * 40) + 20] = CellCost.Unknown;
        var map = new CostMap(40, 10, cells);
        Assert.Null(RegionRoute.Find(new(map), new(0, 5), new(39, 5)));
        Assert.NotNull(RegionRoute.Find(new(map, unknownIsFree: true), new(0, 5), new(39, 5)));
    }

    [Fact]
    public void Blocked_ends_have_no_route()
    {
        var cells = new byte[64];
        cells[0] = CellCost.Lethal;
        var regions = new RegionMap(new CostMap(8, 8, cells));
        Assert.Equal((1, -1, 0), (regions.Count, regions.RegionOf(new(0, 0)), regions.RegionOf(new(7, 7))));
        Assert.Null(RegionRoute.Find(regions, new(0, 0), new(7, 7)));
        Assert.Null(RegionRoute.Find(regions, new(7, 7), new(0, 0)));
        Assert.Equal([new Cell(7, 7)], RegionRoute.Find(regions, new(1, 0), new(7, 7))!.Select(station => station.Cell));
    }

    private static IEnumerable<CostMap> Maps(int count)
    {
        var source = new PlannerExamples(new PlannerExampleOptions { Seed = 31, Canvas = 70, MinSize = 40 });
        return Enumerable.Range(0, count).Select(index => source.DrawMap(index).Map);
    }

    private static IEnumerable<(Cell Start, Cell Goal)> Pairs(CostMap map, int count, Random random)
    {
        var free = SomeMaps.FreeCells(map);
        return Enumerable.Range(0, count).Select(_ => (free[random.Next(free.Count)], free[random.Next(free.Count)])).ToList();
    }
}
