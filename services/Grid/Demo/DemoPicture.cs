using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Pictures;

namespace Trm.Grid.Demo;

internal static class DemoPicture
{
    /// <returns>Where the picture lies.</returns>
    public static string Write(GridPaths paths, DemoMap map, IReadOnlyList<PlanResult> results)
    {
        var drawn = results.Where(result => result.Plan.Path.Count > 0)
            .Select(result => new DrawnPath(result.DeviceId, result.Plan.Planner == PlannerKind.Trm, [.. result.Plan.Path.Select(point => (point.X, point.Y))]));
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(paths.Home, "demo")).FullName, $"{map.Name}.png");
        PictureFile.Write(file, MapPicture.Draw(map.Drawn, map.Inflated(), [.. drawn], $"{map.Name}: paths planned by {results.Select(result => result.DeviceId).Distinct().Count()} devices"));
        return file;
    }
}
