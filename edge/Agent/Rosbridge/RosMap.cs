using System.Text.Json;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Edge.Rosbridge;

/// <summary>nav_msgs/OccupancyGrid as a cost map.</summary>
internal static class RosMap
{
    private const int Unknown = -1;
    private const int Inscribed = 99;
    private const int Occupied = 100;

    /// <exception cref="InvalidDataException">It is none, too large, or turned.</exception>
    /// <exception cref="MapFormatException">Its numbers do not fit together.</exception>
    public static CostMap Read(JsonElement message, int mostCells)
    {
        var info = Json.Field(message, "info");
        var (width, height, resolution) = (Json.Count(info, "width"), Json.Count(info, "height"), Json.Number(info, "resolution"));
        if ((long)width * height > mostCells)
            throw new InvalidDataException($"reading a map: expected at most {mostCells} cells, got {width}x{height}; publish it with larger cells");
        var origin = Json.Field(info, "origin");
        var turn = Json.Field(origin, "orientation");
        if (Math.Abs(Json.Number(turn, "z")) > 1e-6 || Math.Abs(Json.Number(turn, "x")) > 1e-6 || Math.Abs(Json.Number(turn, "y")) > 1e-6)
            throw new InvalidDataException("reading a map: expected one whose origin is not turned; publish it unturned");
        var data = Json.Field(message, "data");
        if (data.ValueKind != JsonValueKind.Array || data.GetArrayLength() != width * height)
            throw new InvalidDataException($"reading a map: expected {width * height} numbers as data; let rosbridge send it without compression");
        var cells = new byte[width * height];
        var i = 0;
        // ROS begins at the bottom.
        foreach (var value in data.EnumerateArray())
            cells[((height - 1 - (i / width)) * width) + (i++ % width)] = CostOf(value.GetInt32());
        var position = Json.Field(origin, "position");
        return resolution > 0
            ? new(width, height, cells, resolution, Json.Number(position, "x"), Json.Number(position, "y"))
            : throw new InvalidDataException($"reading a map: expected a positive resolution, got {resolution}");
    }

    /// <summary>What Nav2's costmap publisher wrote, taken back: 1 to 98 are the costs 1 to 252; a plain map has -1, 0 and 100 only.</summary>
    private static byte CostOf(int value) => value switch
    {
        Unknown => CellCost.Unknown,
        <= 0 => CellCost.Free,
        Inscribed => CellCost.Inscribed,
        >= Occupied => CellCost.Lethal,
        _ => (byte)(1 + ((value - 1) * (CellCost.MaxPassable - 1) / (Inscribed - 2))),
    };
}
