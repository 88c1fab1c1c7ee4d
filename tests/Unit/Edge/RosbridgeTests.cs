using System.Text.Json;
using Trm.Grid.Edge.Rosbridge;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Edge;

public class RosbridgeTests
{
    [Fact]
    public void Occupancy_becomes_cost_from_the_bottom_row_up()
    {
        var map = RosMap.Read(Grid("[-1, 0, 100, 99, 1, 98]"), 100);
        Assert.Equal([CellCost.Inscribed, 1, CellCost.MaxPassable, CellCost.Unknown, CellCost.Free, CellCost.Lethal], map.Cells.ToArray());
        Assert.Equal((3, 2, 0.5, -1d, 4d, MapAxis.YUp), (map.Width, map.Height, map.ResolutionM, map.OriginX, map.OriginY, map.Axis));
    }

    [Theory]
    [InlineData("[0, 0, 0]", 100, 0)]
    [InlineData("\"AAAA\"", 100, 0)]
    [InlineData("[0, 0, 0, 0, 0, 0]", 5, 0)]
    [InlineData("[0, 0, 0, 0, 0, 0]", 100, 0.3)]
    public void Map_that_is_not_whole_too_large_or_turned_is_refused(string data, int most, double turn) =>
        Assert.Throws<InvalidDataException>(() => RosMap.Read(Grid(data, turn), most));

    [Theory]
    [InlineData("ws://127.0.0.1:9090", 0)]
    [InlineData("ws://localhost:9090", 0)]
    [InlineData("wss://robot.example:9090", 0)]
    [InlineData("ws://robot.example:9090", 1)]
    [InlineData("http://127.0.0.1:9090", 1)]
    [InlineData("robot", 1)]
    public void Plain_text_goes_to_this_machine_only(string url, int faults) => Assert.Equal(faults, new RosbridgeSettings { Url = url }.Faults().Count());

    private static JsonElement Grid(string data, double turn = 0) => JsonDocument.Parse(
        $$$$"""{"info":{"resolution":0.5,"width":3,"height":2,"origin":{"position":{"x":-1,"y":4,"z":0},"orientation":{"x":0,"y":0,"z":{{{{turn.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}},"w":1}}},"data":{{{{data}}}}}""").RootElement;
}
