using Google.Protobuf;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime.Wire;
using Trm.Grid.Verbs;
using Trm.Grid.Verbs.Evaluations;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Tests.Unit.Grid;

public class MapPairsTests
{
    static readonly List<(string Name, CostMap Map)> Maps =
    [
        ("office", MapGenerator.Generate(MapFamily.Office, 80, 60, 3)),
        ("small", MapGenerator.Generate(MapFamily.Random, 18, 14, 4)),
    ];

    [Fact]
    public void Every_pair_is_solvable_free_and_well_apart_on_a_window_of_the_asked_size()
    {
        var set = new MapPairs(32, 40, 7).Cut(Maps);
        Assert.Equal(40, set.Planning.Count);
        foreach (var instance in set.Planning)
        {
            var map = CostMapWire.ToMap(instance.Map);
            Assert.Equal((32, 32), (map.Width, map.Height));
            var (start, goal) = (CellOf(instance.Start), CellOf(instance.Goal));
            Assert.True(Math.Max(Math.Abs(start.X - goal.X), Math.Abs(start.Y - goal.Y)) >= MapPairs.MinApart);
            Assert.NotEqual(DistanceField.Unreachable, DistanceField.To(goal, map).Units(start));
        }
        Assert.Contains(set.Planning, instance => instance.Source == "small");
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        var one = new MapPairs(24, 10, 7).Cut(Maps).ToByteArray();
        Assert.Equal(one, new MapPairs(24, 10, 7).Cut(Maps).ToByteArray());
        Assert.NotEqual(one, new MapPairs(24, 10, 8).Cut(Maps).ToByteArray());
    }

    [Fact]
    public void Fewer_pairs_are_a_beginning_of_more()
    {
        var more = new MapPairs(24, 10, 7).Cut(Maps);
        Assert.Equal(new MapPairs(24, 4, 7).Cut(Maps).Planning, more.Planning.Take(4));
    }

    [Fact]
    public void Maps_without_room_for_a_pair_are_refused_with_the_reason()
    {
        var full = new CostMap(40, 40, [.. Enumerable.Repeat(CellCost.Lethal, 1600)]);
        var fault = Assert.Throws<CommandFailedException>(() => new MapPairs(32, 1, 1).Cut([("full", full)]));
        Assert.Equal("NO_PAIRS", fault.Reason);
    }

    static Cell CellOf(GridCell cell) => new((int)cell.X, (int)cell.Y);
}
