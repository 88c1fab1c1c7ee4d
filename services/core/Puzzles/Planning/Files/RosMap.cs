namespace Trm.Grid.Puzzles.Planning.Files;

/// <summary>
/// A ROS map_server map: a YAML file (image, resolution, origin, negate, occupied_thresh, free_thresh, mode) and the picture it names.
/// Occupancy is 1 - brightness (or the brightness, with negate). Modes: <c>trinary</c> gives lethal, free or unknown; <c>scale</c> spreads what lies
/// between the thresholds over the costs in between; <c>raw</c> takes pixels of 0 to 100 as percent of occupancy and all others as unknown.
/// </summary>
internal static class RosMap
{
    public static CostMap Read(string path)
    {
        var fields = YamlFields.Read(path);
        var resolution = fields.Number("resolution");
        if (resolution <= 0)
            throw new MapFormatException(path, "a positive resolution in metres per cell", $"{resolution}", "correct the field resolution");
        var origin = fields.Numbers("origin");
        if (origin.Length is not (2 or 3))
            throw new MapFormatException(path, "origin: [x, y, yaw]", $"{origin.Length} numbers", "correct the field origin");
        // Maps are aligned with their frame here; a turned one would be planned on in the wrong place.
        if (origin.Length == 3 && Math.Abs(origin[2]) > 1e-9)
            throw new MapFormatException(path, "an origin with yaw 0", $"yaw {origin[2]}", "turn the picture upright and set yaw to 0");
        var (occupied, free) = (Threshold(path, fields, "occupied_thresh"), Threshold(path, fields, "free_thresh"));
        if (free > occupied)
            throw new MapFormatException(path, "free_thresh no greater than occupied_thresh", $"{free} > {occupied}", "exchange the two");
        var negate = fields.Flag("negate");
        var image = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, fields.Text("image"));
        if (!File.Exists(image))
            throw new MapFormatException(path, $"the picture it names, {fields.Text("image")}", "no such file", "put it beside the .yaml or correct the field image");
        var mode = fields.Text("mode", "trinary");
        Func<double, byte> translate = mode switch
        {
            "trinary" => shade => Trinary(negate ? shade : 1 - shade, occupied, free),
            "scale" => shade => Scale(negate ? shade : 1 - shade, occupied, free),
            "raw" => shade => Math.Round(shade * 255) is var percent and <= 100 ? Percent((int)percent) : CellCost.Unknown,
            _ => throw new MapFormatException(path, "mode trinary, scale or raw", $"\"{mode}\"", "correct the field mode"),
        };
        var picture = Graymap.Read(image, translate);
        return new(picture.Width, picture.Height, picture.Cells, resolution, origin[0], origin[1]);
    }

    private static byte Trinary(double occupancy, double occupied, double free) =>
        occupancy > occupied ? CellCost.Lethal : occupancy < free ? CellCost.Free : CellCost.Unknown;

    private static byte Scale(double occupancy, double occupied, double free) =>
        occupancy > occupied ? CellCost.Lethal
        : occupancy < free || occupied <= free ? CellCost.Free
        : Percent((int)Math.Round((occupancy - free) / (occupied - free) * 100));

    // Nav2's static layer without trinary_costmap: 100 % is lethal, what is below it a share of the scale.
    private static byte Percent(int percent) => percent >= 100 ? CellCost.Lethal : (byte)(percent / 100.0 * CellCost.Lethal);

    private static double Threshold(string path, YamlFields fields, string name)
    {
        var value = fields.Number(name);
        return value is >= 0 and <= 1 ? value : throw new MapFormatException(path, $"{name} between 0 and 1", $"{value}", $"correct the field {name}");
    }
}
