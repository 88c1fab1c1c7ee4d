using Trm.Grid.Puzzles.Planning.Files;

namespace Trm.Grid.Puzzles.Planning;

/// <summary>Reads maps from files.</summary>
public static class MapFiles
{
    /// <summary>The endings of file names that <see cref="Read"/> takes.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".yaml", ".yml", ".map"];

    /// <summary>
    /// Reads a ROS map_server map (.yaml with its .pgm: metres, y up) or a MovingAI map (.map: one cell = 1 m, y down, and whole numbers are the
    /// centres of cells).
    /// </summary>
    /// <exception cref="MapFormatException">The file is not such a map, or too large.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CostMap Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".yaml" or ".yml" => RosMap.Read(path),
            ".map" => MovingAiMap.Read(path),
            ".pgm" => throw new MapFormatException(path, "the map's .yaml file", "its picture alone", "name the .yaml that stands beside it: it holds the resolution and the origin"),
            var other => throw new MapFormatException(path, "a .yaml (ROS map_server) or .map (MovingAI) file", other.Length == 0 ? "a name without ending" : other, "convert the map to one of these"),
        };
    }
}
