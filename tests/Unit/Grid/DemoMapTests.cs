using Trm.Grid.Demo;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Grid;

public class DemoMapTests
{
    [Fact]
    public void The_floor_plan_that_comes_along_has_robot_sized_cells_and_a_size_that_the_network_knows()
    {
        var map = DemoMap.Load(DemoMap.OwnFile);
        Assert.Equal(0.25, map.Planned.ResolutionM, 6);
        Assert.InRange(map.Planned.Width, 32, 48);
        Assert.InRange(map.Planned.Height, 32, 48);
        Assert.Equal((200, 160), (map.Drawn.Width, map.Drawn.Height));
    }

    [Fact]
    public void Queries_are_solvable_apart_and_the_same_every_time()
    {
        var inflated = DemoMap.Load(DemoMap.OwnFile).Inflated();
        var queries = DemoQueries.Choose(inflated, 12);
        Assert.Equal(12, queries.Count);
        Assert.Equal(12, queries.Distinct().Count());
        Assert.Equal(queries, DemoQueries.Choose(inflated, 12));
        foreach (var (start, goal) in queries)
        {
            Assert.True(Math.Max(Math.Abs(start.X - goal.X), Math.Abs(start.Y - goal.Y)) >= 8);
            Assert.NotEqual(DistanceField.Unreachable, DistanceField.To(goal, inflated).Units(start));
        }
    }

    public static TheoryData<string> RosMaps => [.. Shared()];

    [Theory]
    [MemberData(nameof(RosMaps))]
    public void Any_ros_map_gives_queries_on_cells_of_a_robots_size(string file)
    {
        Assert.SkipWhen(file.Length == 0, "../shared/data is not here");
        var map = DemoMap.Load(file);
        Assert.True(map.Planned.ResolutionM >= Math.Min(0.2, map.Drawn.ResolutionM) - 1e-9);
        Assert.InRange(Math.Max(map.Planned.Width, map.Planned.Height), 1, 96);
        Assert.Equal(12, DemoQueries.Choose(map.Inflated(), 12).Count);
    }

    // What the reader refuses (a turned origin, a picture that is missing) has its own tests.
    static bool IsRead(string file)
    {
        try
        {
            MapFiles.Read(file);
            return true;
        }
        catch (MapFormatException)
        {
            return false;
        }
    }

    static IEnumerable<string> Shared()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "../shared/data/ros-maps") is var maps && File.Exists(Path.Combine(folder.FullName, "Trm.Grid.sln")) && Directory.Exists(maps))
                return Directory.GetFiles(maps, "*.yaml", SearchOption.AllDirectories).Where(IsRead).Order(StringComparer.Ordinal);
        return [""];
    }
}
