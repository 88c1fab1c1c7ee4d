using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Puzzles.Planning;

public class CostMapTests
{
    [Fact]
    public void Every_cells_centre_lies_in_the_cell_whatever_the_frame()
    {
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            int width = random.Next(1, 300), height = random.Next(1, 300);
            var map = new CostMap(width, height, new byte[width * height], 0.01 + random.NextDouble(), 200 * (random.NextDouble() - 0.5), 200 * (random.NextDouble() - 0.5), (MapAxis)random.Next(2));
            var cell = new Cell(random.Next(width), random.Next(height));
            var (x, y) = map.CellToWorld(cell);
            Assert.Equal(cell, map.WorldToCell(x, y));
            var off = 0.49 * map.ResolutionM;
            Assert.Equal(cell, map.WorldToCell(x + off, y - off));
            Assert.Equal(new(cell.X - 1, cell.Y), map.WorldToCell(x - map.ResolutionM, y));
            Assert.Equal(new(cell.X, cell.Y + (map.Axis == MapAxis.YUp ? -1 : 1)), map.WorldToCell(x, y + map.ResolutionM));
        }
    }

    [Theory]
    [InlineData(1e300, 0)]
    [InlineData(0, -1e300)]
    [InlineData(double.NaN, 0)]
    [InlineData(0, double.PositiveInfinity)]
    public void A_point_far_away_is_outside(double x, double y) =>
        Assert.False(new CostMap(3, 3, new byte[9]).Contains(new CostMap(3, 3, new byte[9]).WorldToCell(x, y)));

    [Fact]
    public void Its_digest_names_its_content_and_place()
    {
        var map = new CostMap(2, 2, [0, 1, 2, 254], 0.5, 1, 2);
        Assert.Matches("^sha256:[0-9a-f]{64}$", map.Digest);
        Assert.Equal(map.Digest, new CostMap(2, 2, [0, 1, 2, 254], 0.5, 1, 2).Digest);
        CostMap[] others =
        [
            new(2, 2, [0, 1, 3, 254], 0.5, 1, 2), new(4, 1, [0, 1, 2, 254], 0.5, 1, 2), new(2, 2, [0, 1, 2, 254], 0.6, 1, 2),
            new(2, 2, [0, 1, 2, 254], 0.5, 0, 2), new(2, 2, [0, 1, 2, 254], 0.5, 1, 3), new(2, 2, [0, 1, 2, 254], 0.5, 1, 2, MapAxis.YDown),
        ];
        Assert.Equal(7, others.Select(other => other.Digest).Append(map.Digest).Distinct().Count());
    }

    [Fact]
    public void It_survives_the_way_through_bytes_and_its_digest_is_theirs()
    {
        var map = MapGenerator.Generate(MapFamily.Caves, 31, 17, 5);
        var bytes = CostMapBytes.Write(map);
        var again = CostMapBytes.Read(bytes);
        Assert.Equal(map.Cells.ToArray(), again.Cells.ToArray());
        Assert.Equal(map.Digest, again.Digest);
        Assert.Equal(map.Digest, "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
    }

    [Fact]
    public void Damaged_bytes_are_refused()
    {
        var bytes = CostMapBytes.Write(new(2, 2, new byte[4]));
        foreach (var (at, value) in new[] { (0, 1), (16, 9), (20, 0), (23, 0x7f), (20, 3), (28, 5), (39, 0xff) })
        {
            var damaged = bytes.ToArray();
            damaged[at] = (byte)value;
            Assert.Throws<MapFormatException>(() => CostMapBytes.Read(damaged));
        }
        Assert.Throws<MapFormatException>(() => CostMapBytes.Read(bytes.AsSpan(0, bytes.Length - 1)));
        Assert.Throws<MapFormatException>(() => CostMapBytes.Read([]));
    }

    [Fact]
    public void Impossible_maps_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new CostMap(0, 0, []));
        Assert.Throws<ArgumentException>(() => new CostMap(2, 2, new byte[3]));
        Assert.Throws<ArgumentException>(() => new CostMap(20000, 20000, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CostMap(1, 1, [0], resolutionM: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CostMap(1, 1, [0], originX: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CostMap(1, 1, [0])[1, 0]);
    }

    [Fact]
    public void A_window_keeps_its_place_and_is_lethal_outside_the_map()
    {
        foreach (var axis in new[] { MapAxis.YUp, MapAxis.YDown })
        {
            var map = new CostMap(5, 4, [.. Enumerable.Range(0, 20).Select(i => (byte)i)], 0.5, 10, 20, axis);
            var window = MapWindow.Cut(map, -2, 1, 9, 6);
            for (var y = 0; y < 6; y++)
                for (var x = 0; x < 9; x++)
                {
                    var (worldX, worldY) = window.CellToWorld(new(x, y));
                    var cell = map.WorldToCell(worldX, worldY);
                    Assert.Equal(new(x - 2, y + 1), cell);
                    Assert.Equal(map.Contains(cell) ? map[cell] : CellCost.Lethal, window[x, y]);
                }
        }
    }

    [Fact]
    public void A_random_window_lies_inside_a_larger_map_and_around_a_smaller_one()
    {
        var random = new Random(3);
        var places = new HashSet<double>();
        for (var i = 0; i < 100; i++)
        {
            int width = random.Next(1, 30), height = random.Next(1, 30);
            var window = MapWindow.Random(new(width, height, new byte[width * height]), 12, 12, random);
            Assert.Equal(Math.Min(width, 12) * Math.Min(height, 12), window.Cells.Count(CellCost.Free));
            places.Add(window.OriginX);
        }
        Assert.True(places.Count > 8);
    }
}
