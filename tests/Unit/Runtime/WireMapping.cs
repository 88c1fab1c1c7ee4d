using Google.Protobuf.WellKnownTypes;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Wire;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;
using Head = Trm.Grid.Contracts.V1.CostMap;
using PlannerKind = Trm.Grid.Runtime.PlannerKind;

namespace Trm.Grid.Tests.Unit.Runtime;

public class WireMapping
{
    [Fact]
    public void A_map_arrives_as_it_left_whole_or_in_pieces()
    {
        foreach (var map in Maps(200))
        {
            Assert.Equal(map.Digest, CostMapWire.ToMap(CostMapWire.ToMessage(map)).Digest);
            var pieces = CostMapWire.ToPieces(map).ToList();
            Assert.Equal(map.Digest, CostMapWire.ToMap(pieces[0].Head!, [.. pieces.SelectMany(piece => piece.Cells)]).Digest);
        }
        var large = new CostMap(1024, 1025, new byte[1024 * 1025]);
        Assert.Equal([1 << 20, 1024], CostMapWire.ToPieces(large).Select(piece => piece.Cells.Length));
        Assert.Equal([true, false], CostMapWire.ToPieces(large).Select(piece => piece.Head is not null));
    }

    [Theory]
    [InlineData(0, 0, 1, 0, 0, 0)]
    [InlineData(0, 5, 1, 0, 0, 0)]
    [InlineData(uint.MaxValue, uint.MaxValue, 1, 0, 0, 0)]
    [InlineData(20_000, 20_000, 1, 0, 0, 0)]
    [InlineData(2, 2, 0, 0, 0, 4)]
    [InlineData(2, 2, -1, 0, 0, 4)]
    [InlineData(2, 2, double.NaN, 0, 0, 4)]
    [InlineData(2, 2, double.PositiveInfinity, 0, 0, 4)]
    [InlineData(2, 2, 1, double.NaN, 0, 4)]
    [InlineData(2, 2, 1, 0, double.NegativeInfinity, 4)]
    [InlineData(2, 2, 1, 0, 0, 3)]
    [InlineData(2, 2, 1, 0, 0, 5)]
    public void A_map_whose_numbers_do_not_fit_together_is_refused(uint width, uint height, double resolution, double originX, double originY, int cells)
    {
        var head = new Head { Width = width, Height = height, ResolutionM = resolution, OriginXM = originX, OriginYM = originY };
        Assert.Throws<MapFormatException>(() => CostMapWire.ToMap(head, new byte[cells]));
    }

    [Fact]
    public void A_cell_and_its_point_name_each_other_in_both_frames()
    {
        var random = new Random(7);
        foreach (var map in Maps(200))
            for (var i = 0; i < 20; i++)
            {
                var cell = new Cell(random.Next(map.Width), random.Next(map.Height));
                var point = PlanWire.PointOf(cell, map);
                // Anywhere in the cell, not only in its middle.
                point.X += (random.NextDouble() - 0.5) * 0.99 * map.ResolutionM;
                point.Y += (random.NextDouble() - 0.5) * 0.99 * map.ResolutionM;
                Assert.Equal((cell, cell), (PlanWire.StartOf(new() { Start = point }, map), PlanWire.GoalOf(new() { Goal = point }, map)));
            }
    }

    [Fact]
    public void The_top_row_has_the_largest_y_in_a_ROS_map_and_the_smallest_in_a_MovingAI_map()
    {
        var ros = new CostMap(4, 3, new byte[12], 0.5, -1, 10);
        Assert.Equal(new Point { X = -0.75, Y = 11.25 }, PlanWire.PointOf(new(0, 0), ros));
        Assert.Equal(new Point { X = 0.75, Y = 10.25 }, PlanWire.PointOf(new(3, 2), ros));
        var movingAi = new CostMap(4, 3, new byte[12], 1, 0, 0, MapAxis.YDown);
        Assert.Equal(new Point { X = 3.5, Y = 2.5 }, PlanWire.PointOf(new(3, 2), movingAi));
        Assert.Equal(new Cell(3, 2), PlanWire.StartOf(new() { Start = new() { X = 3, Y = 2 } }, movingAi));
    }

    [Fact]
    public void A_point_outside_the_map_or_none_stays_outside()
    {
        var map = new CostMap(4, 3, new byte[12]);
        foreach (var point in new[] { null, new Point { X = -0.01 }, new Point { X = 4 }, new Point { Y = 3 }, new Point { Y = -1e300 }, new Point { X = 1e300, Y = 1e300 }, new Point { X = double.NaN } })
            Assert.False(map.Contains(PlanWire.StartOf(new() { Start = point }, map)), $"{point}");
    }

    [Fact]
    public void Limits_that_are_not_set_are_not_limits()
    {
        var options = PlanWire.ToOptions(new());
        Assert.Equal((0d, false, null, null), (options.FootprintRadiusM, options.UnknownIsFree, options.MaxSteps, options.TimeLimit));
        Assert.Equal(0.1, options.MaxGap);
        Assert.Equal(0, PlanWire.ToOptions(new() { MaxGap = 0 }).MaxGap);
        options = PlanWire.ToOptions(new() { FootprintRadiusM = 0.3, AllowUnknown = true, MaxSteps = 9, TimeLimit = new() { Nanos = 5_000_000 } });
        Assert.Equal((0.3, true, 9, TimeSpan.FromMilliseconds(5)), (options.FootprintRadiusM, options.UnknownIsFree, options.MaxSteps, options.TimeLimit));
    }

    [Fact]
    public void Every_wrong_number_of_a_query_is_named()
    {
        var good = new PlanQuery { Start = new(), Goal = new() { X = 1 }, TimeLimit = Duration.FromTimeSpan(TimeSpan.FromHours(1)), Stamp = new() { Seconds = -62_135_596_800, Nanos = 999_999_999 } };
        Assert.Empty(PlanWire.Faults(good));
        Assert.Equal(["query.start", "query.goal"], PlanWire.Faults(new()).Select(fault => fault.Field));
        (string Field, Action<PlanQuery> Break)[] rows =
        [
            ("query.start",              query => query.Start.X = double.NaN),
            ("query.goal",               query => query.Goal.Y = double.PositiveInfinity),
            ("query.footprint_radius_m", query => query.FootprintRadiusM = -0.1),
            ("query.footprint_radius_m", query => query.FootprintRadiusM = double.NaN),
            ("query.footprint_radius_m", query => query.FootprintRadiusM = 101),
            ("query.max_steps",          query => query.MaxSteps = uint.MaxValue),
            ("query.max_gap",            query => query.MaxGap = -0.1),
            ("query.via",                query => query.Via.Add(new Point { X = double.NaN })),
            ("query.via",                query => query.Via.Add(Enumerable.Repeat(new Point(), 65))),
            ("query.goal_tolerance_m",   query => query.GoalToleranceM = -1),
            ("query.goal_tolerance_m",   query => query.GoalToleranceM = double.NaN),
            ("query.footprint",          query => query.Footprint.Add([new Point(), new Point { X = 1 }])),
            ("query.footprint",          query => query.Footprint.Add([new Point(), new Point { X = 1 }, new Point { Y = 101 }])),
            ("query.current_path",       query => query.CurrentPath.Add(new Point { Y = double.NegativeInfinity })),
            ("query.keep_within",        query => query.KeepWithin = double.NaN),
            ("query.max_gap",            query => query.MaxGap = double.NaN),
            ("query.time_limit",         query => query.TimeLimit.Seconds = -1),
            ("query.time_limit",         query => query.TimeLimit.Seconds = 3601),
            ("query.time_limit",         query => query.TimeLimit.Nanos = -1),
            ("query.time_limit",         query => query.TimeLimit.Nanos = 1_000_000_000),
            ("query.time_limit",         query => query.TimeLimit.Seconds = long.MinValue),
            ("query.stamp",              query => query.Stamp.Seconds = -99_999_999_999_999),
            ("query.stamp",              query => query.Stamp.Seconds = 253_402_300_800),
            ("query.stamp",              query => query.Stamp.Nanos = -1),
            ("query.stamp",              query => query.Stamp.Nanos = 1_000_000_000),
        ];
        foreach (var (field, broken) in rows)
        {
            var query = good.Clone();
            broken(query);
            Assert.Equal(field, Assert.Single(PlanWire.Faults(query)).Field);
        }
    }

    [Fact]
    public void A_plan_without_a_path_has_neither_gap_nor_clearance_and_one_with_a_path_has_them()
    {
        var map = new CostMap(3, 3, new byte[9], 0.5);
        var none = PlanWire.ToMessage(new() { Planner = PlannerKind.None, Error = Nav2Error.NoValidPath, Message = "no" }, map, "");
        Assert.Equal((Contracts.V1.PlannerKind.None, 208u, false, false, false, false, 0f), (none.Planner, none.ErrorCode, none.Verified, none.HasGap, none.HasOptimalCost, none.HasMinClearanceM, none.HaltLogit));
        var found = PlanWire.ToMessage(
            new() { Planner = PlannerKind.Trm, Error = Nav2Error.None, Path = [new(0, 0), new(1, 1)], Cost = 3, OptimalCost = 2, LengthM = 0.7, MinClearanceM = 0.25, Steps = 4, Views = 2, HaltLogit = -1.5f }, map, "sha256:model");
        Assert.Equal((Contracts.V1.PlannerKind.Trm, 0u, true, 0.5, 2, 0.25, -1.5f), (found.Planner, found.ErrorCode, found.Verified, found.Gap, found.OptimalCost, found.MinClearanceM, found.HaltLogit));
        Assert.Equal([new Point { X = 0.25, Y = 1.25 }, new Point { X = 0.75, Y = 0.75 }], found.Path);
        Assert.Equal((4u, 2u, "sha256:model", map.Digest), (found.Steps, found.Views, found.ModelDigest, found.MapDigest));
    }

    private static IEnumerable<CostMap> Maps(int count)
    {
        var random = new Random(3);
        for (var i = 0; i < count; i++)
        {
            var (width, height) = (random.Next(1, 40), random.Next(1, 40));
            var cells = new byte[width * height];
            random.NextBytes(cells);
            yield return new(width, height, cells, 0.01 + random.NextDouble(), 100 * random.NextDouble() - 50, 100 * random.NextDouble() - 50, i % 2 == 0 ? MapAxis.YUp : MapAxis.YDown);
        }
    }
}
