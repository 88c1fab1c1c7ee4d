using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Puzzles.Planning;

public class MapGeneratorTests
{
    [Fact]
    public void The_same_seed_gives_the_same_map_and_another_seed_another()
    {
        foreach (var family in Enum.GetValues<MapFamily>())
        {
            var digests = Enumerable.Range(0, 30).Select(seed => MapGenerator.Generate(family, 33, 21, (ulong)seed).Digest).ToArray();
            Assert.Equal(digests, Enumerable.Range(0, 30).Select(seed => MapGenerator.Generate(family, 33, 21, (ulong)seed).Digest));
            Assert.True(digests.Distinct().Count() >= 29, $"{family}: {digests.Distinct().Count()} of 30");
        }
    }

    [Theory]
    [InlineData(MapFamily.Random, "dc5282529b0cd40d")]
    [InlineData(MapFamily.Rooms, "92876b1899294884")]
    [InlineData(MapFamily.Maze, "8535cb1f08a3c886")]
    [InlineData(MapFamily.Warehouse, "a1f2672cfa4ff46f")]
    [InlineData(MapFamily.Office, "94c317916431d3d2")]
    [InlineData(MapFamily.Caves, "33e0f372f352a95f")]
    public void A_seed_names_the_same_map_for_ever(MapFamily family, string digest) =>
        Assert.StartsWith("sha256:" + digest, MapGenerator.Generate(family, 40, 30, 1).Digest, StringComparison.Ordinal);

    [Fact]
    public void Any_size_goes_and_maps_have_free_cells_and_walls()
    {
        foreach (var family in Enum.GetValues<MapFamily>())
        {
            var (free, lethal) = (0, 0);
            foreach (var (width, height) in new[] { (1, 1), (1, 50), (50, 1), (2, 2), (3, 7), (24, 24), (61, 40), (257, 130) })
                for (var seed = 0UL; seed < 10; seed++)
                {
                    var map = MapGenerator.Generate(family, width, height, seed);
                    Assert.Equal((width, height), (map.Width, map.Height));
                    Assert.Equal(map.Cells.Length, map.Cells.Count(CellCost.Free) + map.Cells.Count(CellCost.Lethal));
                    free += map.Cells.Count(CellCost.Free);
                    lethal += map.Cells.Count(CellCost.Lethal);
                }
            Assert.True(free > lethal / 2 && lethal > free / 20, $"{family}: {free} free, {lethal} lethal");
        }
        Assert.Throws<MapFormatException>(() => MapGenerator.Generate(MapFamily.Random, 20000, 20000, 1));
    }

    [Fact]
    public void All_rooms_of_a_floor_plan_can_be_reached_by_a_robot_of_20_cm_radius_at_5_and_at_25_cm()
    {
        for (var seed = 0UL; seed < 6; seed++)
        {
            var plan = MapGenerator.FloorPlan(18, 12, seed);
            foreach (var map in new[] { Inflation.Inflate(plan, 0.2), Inflation.Inflate(Resample.ToResolution(plan, 0.25), 0.2) })
            {
                var free = SomeMaps.FreeCells(map);
                var reached = DistanceField.To(free[free.Count / 2], map).Reached;
                Assert.True(reached > 0.9 * free.Count, $"seed {seed} at {map.ResolutionM} m: {reached} of {free.Count}");
            }
        }
    }
}
