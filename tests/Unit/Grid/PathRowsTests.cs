using Trm.Grid.Outputs;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime.Wire;
using Trm.Grid.Verbs;
using Trm.Grid.Verbs.Evaluations;

namespace Trm.Grid.Tests.Unit.Grid;

public sealed class PathRowsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("trm-grid-rows-");
    private readonly StringWriter _said = new();

    [Fact]
    public void Scenarios_are_asked_on_their_whole_maps_out_of_their_file_or_a_dataset()
    {
        Write("corner.map", "type octile", "height 3", "width 4", "map", "....", "..@@", "....");
        var scenarios = Write("corner.scen", "version 1", "0\tcorner.map\t4\t3\t3\t0\t2\t2\t4", "0\tcorner.map\t4\t3\t2\t1\t3\t2\t6");
        var dataset = Path.Combine(_folder.FullName, "corner.trmdata");
        DatasetImport.Read("movingai", [scenarios]).Records.Save(dataset);
        foreach (var file in (string[])[scenarios, dataset])
        {
            var asked = Assert.Single(PathRows.Read(file, null, 1, Says).Planning);
            var map = CostMapWire.ToMap(asked.Map);
            Assert.Equal((4, 3), (map.Width, map.Height));
            Assert.Equal([new(2, 1), new(3, 1)], from y in Enumerable.Range(0, 3) from x in Enumerable.Range(0, 4) where !map.IsPassable(new(x, y)) select new Cell(x, y));
            Assert.Equal((3u, 0u, 2u, 2u, "corner.map"), (asked.Start.X, asked.Start.Y, asked.Goal.X, asked.Goal.Y, asked.Source));
            Assert.Empty(asked.Demonstrated);
        }
        Assert.Contains("passed over 1 rows; the first is corner.scen row 3", _said.ToString(), StringComparison.Ordinal);
        Assert.Equal("DATASET_INVALID", Assert.Throws<CommandFailedException>(() => PathRows.Read(Write("none.scen", "version 1"), null, 1, Says)).Reason);
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _said.Dispose();
    }

    private Output Says => new(TextWriter.Null, _said, json: false);

    private string Write(string name, params string[] lines)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}
