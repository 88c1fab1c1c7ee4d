using Trm.Grid.Outputs;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Verbs.Evaluations;

/// <summary>All maps under a folder, in the order of their names.</summary>
internal static class MapFolder
{
    /// <returns>Names relative to the folder; ROS maps resampled to robot-sized cells.</returns>
    /// <exception cref="CommandFailedException">There is no map.</exception>
    public static List<(string Name, CostMap Map)> Read(string folder, Output output, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"The folder {folder} with maps does not exist.");
        var maps = new List<(string, CostMap)>();
        foreach (var file in Files(folder))
        {
            cancellation.ThrowIfCancellationRequested();
            var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            try
            {
                maps.Add((name, RobotSized(MapFiles.Read(file))));
            }
            // A folder of maps may hold other .yaml files; one that cannot be read as a map is told and passed over.
            catch (MapFormatException fault)
            {
                output.Aside($"passed over: {fault.Message}");
            }
        }
        return maps.Count > 0 ? maps : throw new CommandFailedException("DATASET_INVALID", $"There is no map (.map, .yaml) under {folder} that can be read.");
    }

    static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => MapFiles.Extensions.Contains(Path.GetExtension(file).ToLowerInvariant()))
        .OrderBy(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), StringComparer.Ordinal);

    static CostMap RobotSized(CostMap map) =>
        map.Axis == MapAxis.YUp && map.ResolutionM < MapPairs.ResolutionM ? Resample.ToResolution(map, MapPairs.ResolutionM) : map;
}
