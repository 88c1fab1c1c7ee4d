using System.Security.Cryptography;
using System.Runtime.InteropServices;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Puzzles.Planning;

public class PlannerExamplesTests
{
    private static readonly PlannerExamples Source = new(new() { Seed = 11, Canvas = 20, MinSize = 8 });

    [Fact]
    public void An_example_is_a_pure_function_of_seed_and_index_from_any_thread()
    {
        var once = Enumerable.Range(0, 200).Select(i => Fingerprint(Source.Draw(i))).ToArray();
        var again = new string[200];
        Parallel.For(0, 200, i => again[199 - i] = Fingerprint(new PlannerExamples(new() { Seed = 11, Canvas = 20, MinSize = 8 }).Draw(199 - i)));
        Assert.Equal(once, again);
        Assert.Equal(200, once.Distinct().Count());
        Assert.NotEqual(once[0], Fingerprint(new PlannerExamples(new() { Seed = 12, Canvas = 20, MinSize = 8 }).Draw(0)));
    }

    [Fact]
    public void Targets_are_the_best_moves_and_nothing_else_is_scored()
    {
        var withCosts = 0;
        for (var index = 0; index < 300; index++)
        {
            var example = Source.Draw(index);
            var (map, goal) = Source.DrawMap(index);
            Assert.Equal((20, 20, 0, 1200, 400), (example.Height, example.Width, example.Tokens.Length, example.Planes.Length, example.Targets.Length));
            var field = DistanceField.To(goal, map);
            var scored = 0;
            for (var i = 0; i < 400; i++)
            {
                var cell = new Cell(i % 20, i / 20);
                var reachable = field.Units(cell) != DistanceField.Unreachable;
                Assert.Equal(map.IsPassable(cell), example.Planes[i] == 0);
                Assert.Equal(cell == goal ? 1 : 0, example.Planes[800 + i]);
                Assert.Equal(reachable && cell != goal, example.Targets[i] != 0);
                Assert.Equal(reachable ? field.BestMoves(cell) : 0, example.Targets[i]);
                scored += example.Targets[i] != 0 ? 1 : 0;
            }
            Assert.True(scored >= 7, $"example {index} scores {scored} cells");
            withCosts += example.Planes.AsSpan(400, 400).ContainsAnyExcept(0f) ? 1 : 0;
        }
        Assert.InRange(withCosts, 100, 200);
    }

    [Fact]
    public void Every_bit_of_a_target_leads_one_optimal_step_nearer_and_no_other_legal_move_does()
    {
        for (var index = 0; index < 100; index++)
        {
            var (map, goal) = Source.DrawMap(index);
            var field = DistanceField.To(goal, map);
            foreach (var cell in SomeMaps.FreeCells(map).Where(cell => field.Units(cell) is not (0 or DistanceField.Unreachable)))
                for (var move = 0; move < Move.Count; move++)
                {
                    var next = Move.From(cell, move);
                    var legal = map.IsPassable(next) && map.IsPassable(new(next.X, cell.Y)) && map.IsPassable(new(cell.X, next.Y));
                    var best = legal && field.Units(next) + MoveCost.Units(map[next], Move.IsDiagonal(move)) == field.Units(cell);
                    Assert.Equal(best, (field.BestMoves(cell) >> move & 1) != 0);
                }
        }
    }

    [Fact]
    public void Impossible_options_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new PlannerExamples(new() { Seed = 1, Canvas = 8 }));
        Assert.Throws<ArgumentException>(() => new PlannerExamples(new() { Seed = 1, MaxSize = 30 }));
        Assert.Throws<ArgumentException>(() => new PlannerExamples(new() { Seed = 1, CostShare = 2 }));
        Assert.Throws<ArgumentException>(() => new PlannerExamples(new() { Seed = 1, Families = [] }));
    }

    private static string Fingerprint(Example example) => Convert.ToHexString(SHA256.HashData(
        [.. MemoryMarshal.AsBytes(example.Planes.AsSpan()), .. MemoryMarshal.AsBytes(example.Targets.AsSpan())]));
}
