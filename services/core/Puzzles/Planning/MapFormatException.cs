namespace Trm.Grid.Puzzles.Planning;

/// <summary>A map or scenario file that cannot be read, with what was expected, what came, and what to do.</summary>
public sealed class MapFormatException : FormatException
{
    public MapFormatException()
    {
    }

    public MapFormatException(string message) : base(message)
    {
    }

    public MapFormatException(string message, Exception innerException) : base(message, innerException)
    {
    }

    public MapFormatException(string file, string expected, string got, string remedy, Exception? innerException = null)
        : base($"{file}: expected {expected}, got {got}: {remedy}", innerException)
    {
        File = file;
    }

    /// <summary>The file that is at fault.</summary>
    public string File { get; } = "";

    internal static void CheckSize(string file, long width, long height)
    {
        if (width < 1 || height < 1)
            throw new MapFormatException(file, "a map of at least 1x1 cells", $"{width}x{height}", "export the map again");
        if (width > CostMap.MaxCells || height > CostMap.MaxCells || width * height > CostMap.MaxCells)
            throw new MapFormatException(file, $"at most {CostMap.MaxCells:N0} cells", $"{width}x{height} = {(Int128)width * height:N0}", "resample the map to larger cells or cut out the part the robot uses");
    }
}
