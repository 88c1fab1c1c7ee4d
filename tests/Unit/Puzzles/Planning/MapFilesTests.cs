using System.Text;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Puzzles.Planning;

public sealed class MapFilesTests : IDisposable
{
    private const string Good = "image: map.pgm\nresolution: 0.05\norigin: [-1.0, 2.0, 0.0]\nnegate: 0\noccupied_thresh: 0.65\nfree_thresh: 0.196\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("trm-maps").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_binary_map_is_read_with_its_place_in_the_world()
    {
        var map = Read(Good, "P5\n# by hand\n3 2\n255\n", 0, 205, 254, 254, 100, 0);
        Assert.Equal((3, 2, 0.05, -1.0, 2.0, MapAxis.YUp), (map.Width, map.Height, map.ResolutionM, map.OriginX, map.OriginY, map.Axis));
        Assert.Equal([254, 255, 0, 0, 255, 254], map.Cells.ToArray());
        // The lower left corner of the picture is the origin.
        Assert.Equal(new(0, 1), map.WorldToCell(-0.99, 2.01));
        Assert.Equal(new(2, 0), map.WorldToCell(-0.86, 2.09));
    }

    [Fact]
    public void Text_sixteen_bits_comments_quotes_and_lists_by_line_are_read()
    {
        byte[] expected = [254, 0, 255];
        Assert.Equal(expected, Read(Good, "P2 # text\n3 1 # size\n100\n0 100\n 80").Cells.ToArray());
        Assert.Equal(expected, Read(Good, "P5 3 1 65535\n", 0, 0, 255, 255, 205, 0).Cells.ToArray());
        const string other = "---\nimage: \"map.pgm\"   # the picture\nmode: 'trinary'\nresolution: 5e-2\norigin:\n- -1\n- 2\n- 0\nnegate: false\nfree_thresh: 0.196\noccupied_thresh: 0.65\nmap_type: occupancy\n";
        var map = Read(other, "P5 3 1 255\n", 0, 255, 205);
        Assert.Equal(expected, map.Cells.ToArray());
        Assert.Equal((-1.0, 2.0), (map.OriginX, map.OriginY));
        Assert.Equal([0, 254, 255], Read(Good.Replace("negate: 0", "negate: 1", StringComparison.Ordinal), "P5 3 1 255\n", 0, 255, 80).Cells.ToArray());
    }

    [Fact]
    public void Scale_and_raw_modes_give_the_costs_in_between()
    {
        var scale = Read(Good.Replace("0.65", "1.0", StringComparison.Ordinal).Replace("0.196", "0.0", StringComparison.Ordinal) + "mode: scale\n", "P5 4 1 255\n", 255, 0, 128, 3);
        Assert.Equal([0, 254, 127, 251], scale.Cells.ToArray());
        var raw = Read(Good + "mode: raw\n", "P5 5 1 255\n", 0, 100, 50, 101, 255);
        Assert.Equal([0, 254, 127, 255, 255], raw.Cells.ToArray());
    }

    [Theory]
    [InlineData("image: map.pgm", "", "the field image, got none")]
    [InlineData("image: map.pgm", "image: gone.pgm", "gone.pgm, got no such file")]
    [InlineData("resolution: 0.05", "", "the field resolution, got none")]
    [InlineData("resolution: 0.05", "resolution: 0", "a positive resolution")]
    [InlineData("resolution: 0.05", "resolution: five", "a number in resolution, got \"five\"")]
    [InlineData("resolution: 0.05", "resolution: .inf", "a number in resolution")]
    [InlineData("[-1.0, 2.0, 0.0]", "[-1.0]", "origin: [x, y, yaw], got 1 numbers")]
    [InlineData("[-1.0, 2.0, 0.0]", "[-1.0, 2.0, 0.5]", "yaw 0, got yaw 0.5")]
    [InlineData("negate: 0", "negate: 2", "negate: 0 or 1, got \"2\"")]
    [InlineData("occupied_thresh: 0.65", "occupied_thresh: 65", "between 0 and 1, got 65")]
    [InlineData("occupied_thresh: 0.65", "occupied_thresh: 0.1", "no greater than occupied_thresh")]
    [InlineData("free_thresh: 0.196", "free_thresh: 0.196\nmode: fancy", "mode trinary, scale or raw, got \"fancy\"")]
    [InlineData("negate: 0", "negate 0", "name: value, got line 4")]
    public void A_wrong_field_is_named(string field, string instead, string message)
    {
        var error = Assert.Throws<MapFormatException>(() => Read(Good.Replace(field, instead, StringComparison.Ordinal), "P5 1 1 255\n", 0));
        Assert.Contains("map.yaml", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("\u0089PNG\r\n", "a PNG picture")]
    [InlineData("BM....", "a BMP picture")]
    [InlineData("P6 1 1 255\n...", "P6")]
    [InlineData("P5\n0 0\n255\n", "0x0")]
    [InlineData("P5\n5 0\n255\n", "5x0")]
    [InlineData("P5\n20000 20000\n255\n", "20000x20000 = 400,000,000")]
    [InlineData("P5\n9999999999 9999999999\n255\n", "99,999,999,980,000,000,001")]
    [InlineData("P5\n-3 2\n255\n", "a number as width")]
    [InlineData("P5\n3", "a number as height in the PGM header, got the end of the file")]
    [InlineData("P5\n3 2\n70000\n", "a maximum value of 1 to 65535, got 70000")]
    [InlineData("P5\n3 2\n255\n12345", "6 bytes of pixels for 3x2, got 5")]
    [InlineData("P5\n2 1\n100\nz\u0001", "pixels of 0 to 100, the header's maximum, got 122")]
    [InlineData("P2\n3 2\n255\n0 0 0 0", "6 pixels for 3x2")]
    [InlineData("P2\n3 2\n255\n10 100 0 0 0", "6 pixels, got 5")]
    [InlineData("P2\n3 1\n255\n0 x 0", "a number as pixel 1, got 'x'")]
    [InlineData("P2\n3 1\n255\n0 999 0", "the header's maximum")]
    public void A_broken_picture_is_refused_with_what_is_wrong(string picture, string message)
    {
        var error = Assert.Throws<MapFormatException>(() => Read(Good, picture));
        Assert.Contains("map.pgm", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_cells_are_refused_before_anything_is_allocated()
    {
        foreach (var (name, text) in new[] { ("big.map", "type octile\nheight 20000\nwidth 20000\nmap\n"), ("map.pgm", "P5 20000 20000 255\n") })
        {
            File.WriteAllText(Path.Combine(_folder, name), text);
            File.WriteAllText(Path.Combine(_folder, "map.yaml"), Good);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var error = Assert.Throws<MapFormatException>(() => MapFiles.Read(Path.Combine(_folder, name.Replace("pgm", "yaml", StringComparison.Ordinal))));
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
            Assert.Contains("at most 67,108,864 cells", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_MovingAI_map_has_whole_numbers_at_the_centres_of_its_cells()
    {
        var map = Octile("type octile\r\nheight 2\r\nwidth 7\r\nmap\r\n.GS@OTW\r\n.......\r\n");
        Assert.Equal([0, 0, 0, 254, 254, 254, 254], map.Cells[..7].ToArray());
        Assert.Equal(new(3, 1), map.WorldToCell(3, 1));
        Assert.Equal((3.0, 1.0), map.CellToWorld(new(3, 1)));
    }

    [Theory]
    [InlineData("", "\"type\" in the header, got the end of the file")]
    [InlineData("type tile\n", "\"type octile\"")]
    [InlineData("type octile\nwidth 2\n", "\"height\" in the header, got width 2")]
    [InlineData("type octile\nheight x\n", "a whole number as height")]
    [InlineData("type octile\nheight 0\nwidth 0\nmap\n", "0x0")]
    [InlineData("type octile\nheight 2\nwidth 2\nmap\n..\n", "2 rows, got 1")]
    [InlineData("type octile\nheight 1\nwidth 2\nmap\n...\n", "2 characters in row 0, got 3")]
    [InlineData("type octile\nheight 1\nwidth 2\nmap\n.x\n", "'x' at (1, 0)")]
    public void A_broken_MovingAI_map_is_refused_with_what_is_wrong(string text, string message) =>
        Assert.Contains(message, Assert.Throws<MapFormatException>(() => Octile(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("map.pgm", "name the .yaml")]
    [InlineData("map.jpg", ".jpg")]
    [InlineData("map", "a name without ending")]
    public void Other_endings_are_refused_with_what_to_do(string name, string message) =>
        Assert.Contains(message, Assert.Throws<MapFormatException>(() => MapFiles.Read(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_said_to_be_missing() =>
        Assert.Throws<FileNotFoundException>(() => MapFiles.Read(Path.Combine(_folder, "none.yaml")));

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("bucket", "\"version 1\"")]
    [InlineData("version 1\n0 a.map 2 2 0 0 1 1", "9 columns in line 2, got 8")]
    [InlineData("version 1\n0 a.map 2 2 0 0 x 1 1.5", "column 7 of line 2, got \"x\"")]
    [InlineData("version 1\n0 a.map 2 2 0 0 1 1 far", "a length in column 9 of line 2, got \"far\"")]
    public void A_broken_scenario_list_is_refused_with_what_is_wrong(string text, string message)
    {
        var path = Path.Combine(_folder, "some.scen");
        File.WriteAllText(path, text);
        Assert.Contains(message, Assert.Throws<MapFormatException>(() => Scenarios.Read(path)).Message, StringComparison.Ordinal);
    }

    private CostMap Read(string yaml, string picture, params byte[] pixels)
    {
        var path = Path.Combine(_folder, "map.yaml");
        File.WriteAllText(path, yaml);
        File.WriteAllBytes(Path.Combine(_folder, "map.pgm"), [.. Encoding.Latin1.GetBytes(picture), .. pixels]);
        return MapFiles.Read(path);
    }

    private CostMap Octile(string text)
    {
        var path = Path.Combine(_folder, "some.map");
        File.WriteAllText(path, text);
        return MapFiles.Read(path);
    }
}
