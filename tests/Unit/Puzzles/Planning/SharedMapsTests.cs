using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Puzzles.Planning;

public class SharedMapsTests
{
    [Fact]
    public void All_ROS_maps_load_but_for_those_that_name_no_usable_picture()
    {
        var refused = new List<string>();
        var loaded = 0;
        foreach (var path in Directory.EnumerateFiles(SharedData.Folder("ros-maps"), "*.yaml", SearchOption.AllDirectories))
            try
            {
                var map = MapFiles.Read(path);
                Assert.True(map.Cells.IndexOf(CellCost.Free) >= 0, $"{path} has no free cell");
                Assert.Equal(MapAxis.YUp, map.Axis);
                loaded++;
            }
            catch (MapFormatException e)
            {
                refused.Add(e.Message);
            }
        Assert.True(loaded >= 14, $"{loaded} maps loaded");
        // One is turned by 1 rad and names a PNG, one names a picture that is not there.
        Assert.Equal(2, refused.Count);
        Assert.Contains(refused, message => message.Contains("yaw 1", StringComparison.Ordinal));
        Assert.Contains(refused, message => message.Contains("empty.pgm", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nav2/nav2_bringup/maps/depot.yaml", 604, 307, 0.05)]
    [InlineData("nav2/nav2_bringup/maps/warehouse.yaml", 1006, 1674, 0.03)]
    [InlineData("nav2/tools/planner_benchmarking/100by100_20.yaml", 2000, 2000, 0.05)]
    [InlineData("turtlebot3/turtlebot3_navigation2/map/map.yaml", 384, 384, 0.05)]
    public void Known_maps_resampled_to_a_quarter_metre_still_have_ways_through(string name, int width, int height, double resolution)
    {
        var map = MapFiles.Read(Path.Combine(SharedData.Folder("ros-maps"), name));
        Assert.Equal((width, height, resolution), (map.Width, map.Height, map.ResolutionM));
        var coarse = Resample.ToResolution(MapWindow.CropToKnown(map), 0.25);
        var free = SomeMaps.FreeCells(coarse);
        var field = new DistanceField();
        var largest = 0;
        for (var i = 0; i < 20 && largest <= 0.5 * free.Count; i++)
        {
            field.Compute(coarse, free[i * free.Count / 20]);
            largest = Math.Max(largest, field.Reached);
        }
        Assert.True(largest > 0.5 * free.Count, $"{largest} of {free.Count} free cells hang together");
    }

    [Fact]
    public void Turtlebot3s_map_shrinks_to_its_known_part()
    {
        var map = MapFiles.Read(Path.Combine(SharedData.Folder("ros-maps"), "turtlebot3/turtlebot3_navigation2/map/map.yaml"));
        var known = MapWindow.CropToKnown(map);
        Assert.True(known.Cells.Length < 0.2 * map.Cells.Length, $"{known.Width}x{known.Height}");
        Assert.Equal(map.Cells.Length - map.Cells.Count(CellCost.Unknown), known.Cells.Length - known.Cells.Count(CellCost.Unknown));
        var centre = known.CellToWorld(new(10, 20));
        Assert.Equal(known[10, 20], map[map.WorldToCell(centre.X, centre.Y)]);
    }

    [Fact]
    public void All_MovingAI_maps_load_and_every_scenarios_length_is_ours()
    {
        var folder = SharedData.Folder("movingai");
        var maps = Directory.EnumerateFiles(folder, "*.map", SearchOption.AllDirectories).ToDictionary(path => Path.GetFileName(path), MapFiles.Read);
        Assert.True(maps.Count > 40, $"{maps.Count} maps");
        var search = new AStar();
        var compared = 0;
        foreach (var path in Directory.EnumerateFiles(folder, "*.scen", SearchOption.AllDirectories))
        {
            var scenarios = Scenarios.Read(path);
            for (var i = 0; i < 3; i++)
            {
                var scenario = scenarios[i * (scenarios.Count - 1) / 2];
                var map = maps[Path.GetFileName(scenario.Map)];
                Assert.Equal((scenario.MapWidth, scenario.MapHeight), (map.Width, map.Height));
                Assert.Equal(Nav2Error.None, search.Search(new(map, scenario.Start, scenario.Goal)));
                // Old files carry six digits, sums of single-precision floats.
                Assert.Equal(scenario.OptimalLength, search.Cost, Math.Max(1e-4, 1e-5 * scenario.OptimalLength));
                compared++;
            }
        }
        Assert.True(compared > 100, $"{compared} compared");
    }
}
