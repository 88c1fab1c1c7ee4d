using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Puzzles.Planning;

public class PlanQuestionTests
{
    [Fact]
    public void Every_view_of_an_optimal_policy_decodes_to_an_optimal_checked_path()
    {
        var (search, decoded) = (new AStar(), 0);
        foreach (var (map, random) in SomeMaps.Many(200, largest: 20))
        {
            var query = new PathQuery(map, SomeMaps.AnyCell(map, random), SomeMaps.AnyCell(map, random), random.Next(2) == 0);
            if (search.Search(query) != Nav2Error.None)
                continue;
            var question = new PlanQuestion(query);
            for (var view = 0; view < question.Views; view++)
            {
                var attempt = question.Decode(view, OptimalPolicy(question, view));
                Assert.True(attempt.Verified);
                Assert.Equal(search.Cost, attempt.Cost);
                Assert.Equal((query.Start, query.Goal), (attempt.Answer.Cells[0], attempt.Answer.Cells[^1]));
                decoded++;
            }
        }
        Assert.True(decoded > 500, $"{decoded} decoded");
    }

    [Fact]
    public void One_policy_holds_a_path_from_every_cell_that_reaches_the_goal()
    {
        var map = MapGenerator.Generate(MapFamily.Office, 24, 20, 2);
        var goal = SomeMaps.FreeCells(map)[30];
        var field = DistanceField.To(goal, map);
        var question = new PlanQuestion(map, goal, goal);
        var policy = OptimalPolicy(question, 5);
        foreach (var start in SomeMaps.FreeCells(map))
        {
            var attempt = question.Decode(5, policy, start);
            Assert.Equal(field.Units(start) != DistanceField.Unreachable, attempt.Verified);
            if (attempt.Verified)
                Assert.Equal(field.Cost(start), attempt.Cost);
        }
    }

    /// <summary>An optimal policy, of whose cells half say anything: by rollouts the path costs never more than followed, and often less.</summary>
    [Fact]
    public void Rollouts_better_a_policy_and_never_worsen_it()
    {
        var (cheaper, optimal, optimalFollowed, cut, cutFollowed) = (0, 0, 0, 0, 0);
        var search = new AStar();
        foreach (var (map, random) in SomeMaps.Many(300, largest: 24))
        {
            var query = new PathQuery(map, SomeMaps.AnyCell(map, random), SomeMaps.AnyCell(map, random), random.Next(2) == 0);
            if (search.Search(query) != Nav2Error.None)
                continue;
            var question = new PlanQuestion(query);
            var view = random.Next(8);
            var logits = OptimalPolicy(question, view);
            for (var cell = 0; cell < map.Cells.Length; cell++)
                if (random.Next(2) == 0)
                    logits[(cell * Move.Count) + random.Next(Move.Count)] = 9;
            var (rollout, followed) = (question.Decode(view, logits), new PlanQuestion(query, PathReading.Followed).Decode(view, logits));
            Assert.True(rollout.Verified || !followed.Verified);
            Assert.Equal(rollout.Answer.Cells, question.Decode(view, logits).Answer.Cells);
            Assert.True(rollout.Cost <= followed.Cost);
            (cut, cutFollowed) = (cut + (rollout.Verified && CanBeCutShort(query, rollout.Answer.Cells) ? 1 : 0), cutFollowed + (followed.Verified && CanBeCutShort(query, followed.Answer.Cells) ? 1 : 0));
            (cheaper, optimal, optimalFollowed) = (cheaper + (rollout.Cost < followed.Cost ? 1 : 0), optimal + (rollout.Cost == search.Cost ? 1 : 0), optimalFollowed + (followed.Cost == search.Cost ? 1 : 0));
        }
        Assert.True(cheaper > 40 && optimal > optimalFollowed + 20, $"{cheaper} cheaper; optimal {optimal} and {optimalFollowed}");
        Assert.True(cut == 0 && cutFollowed > 10, $"{cut} could be cut short, {cutFollowed} where the policy is followed");
    }

    [Fact]
    public void A_hopeless_policy_gives_an_unverified_path_that_breaks_no_rule()
    {
        var random = new Random(4);
        var verified = 0;
        foreach (var (map, _) in SomeMaps.Many(300, largest: 20))
        {
            var query = new PathQuery(map, SomeMaps.AnyCell(map, random), SomeMaps.AnyCell(map, random));
            var logits = new float[map.Cells.Length * Move.Count];
            foreach (ref var logit in logits.AsSpan())
                logit = random.Next(50) == 0 ? float.NaN : (float)random.NextDouble();
            var attempt = new PlanQuestion(query).Decode(random.Next(8), logits);
            var report = PathChecker.Check(query, attempt.Answer.Cells);
            Assert.Equal(report.IsValid, attempt.Verified);
            Assert.DoesNotContain(report.Faults, fault => fault.Kind is not (PathFaultKind.WrongGoal or PathFaultKind.Empty));
            verified += attempt.Verified ? 1 : 0;
        }
        Assert.InRange(verified, 1, 200);
    }

    [Fact]
    public void It_encodes_blocked_cost_and_goal()
    {
        var question = new PlanQuestion(new(3, 1, [126, 254, 255]), new(0, 0), new(0, 0));
        var planes = new float[9];
        question.Encode(0, planes);
        Assert.Equal([0, 1, 1, 0.5f, 0, 0, 1, 0, 0], planes);
        question.Encode(1, planes);
        Assert.Equal([1, 1, 0, 0, 0, 0.5f, 0, 0, 1], planes);
        Assert.Equal((3, 1), question.Size(4));
        new PlanQuestion(question.Query with { UnknownIsFree = true }).Encode(0, planes);
        Assert.Equal([0, 1, 0, 0.5f, 0, 0, 1, 0, 0], planes);
        Assert.Equal(PlannerTask.Channels * 3, planes.Length);
    }

    [Fact]
    public void Symmetries_move_cells_and_moves_together_and_are_all_different()
    {
        var images = new HashSet<(Cell, Cell)>();
        for (var view = 0; view < Dihedral.Count; view++)
        {
            var (height, width) = Dihedral.Size(view, 5, 7);
            var seen = new HashSet<Cell>();
            for (var y = 0; y < 5; y++)
                for (var x = 0; x < 7; x++)
                {
                    var image = Dihedral.Map(view, new Cell(x, y), 5, 7);
                    Assert.True(image.X >= 0 && image.X < width && image.Y >= 0 && image.Y < height && seen.Add(image));
                    for (var move = 0; move < Move.Count; move++)
                        Assert.Equal(Dihedral.Map(view, Move.From(new(x, y), move), 5, 7), Move.From(image, Dihedral.Map(view, move)));
                }
            images.Add((Dihedral.Map(view, new Cell(0, 0), 5, 7), Dihedral.Map(view, new Cell(1, 0), 5, 7)));
        }
        Assert.Equal(8, images.Count);
    }

    [Fact]
    public void Wrong_sizes_and_a_goal_outside_are_refused()
    {
        var question = new PlanQuestion(new(2, 2, new byte[4]), new(0, 0), new(1, 1));
        Assert.Throws<ArgumentException>(() => question.Decode(0, new float[31]));
        Assert.Throws<ArgumentException>(() => question.Encode(0, new float[11]));
        Assert.Throws<ArgumentException>(() => new PlanQuestion(new(2, 2, new byte[4]), new(0, 0), new(2, 1)));
    }

    /// <summary>Whether one move leads to a cell that the path comes to later, at a higher cost.</summary>
    private static bool CanBeCutShort(PathQuery query, IReadOnlyList<Cell> path)
    {
        for (var i = 0; i < path.Count; i++)
            for (var j = i + 2; j < path.Count; j++)
            {
                var part = query with { Start = path[i], Goal = path[j] };
                if (PathChecker.Check(part, [path[i], path[j]]) is { IsValid: true } direct && direct.Cost < PathChecker.Check(part, [.. path.Skip(i).Take(j - i + 1)]).Cost)
                    return true;
            }
        return false;
    }

    // What a perfect network would say of the encoded view: it sees only the planes.
    private static float[] OptimalPolicy(PlanQuestion question, int view)
    {
        var (height, width) = question.Size(view);
        var count = height * width;
        var planes = new float[PlannerTask.Channels * count];
        question.Encode(view, planes);
        var cells = new byte[count];
        for (var i = 0; i < count; i++)
            cells[i] = planes[i] == 1 ? CellCost.Lethal : (byte)Math.Round(planes[count + i] * 252);
        var goal = Array.IndexOf(planes, 1f, 2 * count) - (2 * count);
        var field = DistanceField.To(new(goal % width, goal / width), new(width, height, cells));
        var logits = new float[count * Move.Count];
        for (var i = 0; i < logits.Length; i++)
            logits[i] = (field.BestMoves(new(i / Move.Count % width, i / Move.Count / width)) >> (i % Move.Count) & 1) != 0 ? 3 + (i % 5) : -1;
        return logits;
    }
}
