using System.Numerics;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Puzzles.Maze;

public sealed class MazeExamplesTests
{
    private static readonly MazeOptions Easy = new() { Side = 12, LeastWalls = 36, MostWalls = 60, LeastLength = 20 };
    private static readonly MazePuzzle[] Mazes = [.. Enumerable.Range(0, 4).Select(index => MazeGenerator.Draw(Easy, 9, index))];

    [Fact]
    public void Examples_are_a_function_of_seed_and_index_and_every_one_follows_the_rule()
    {
        foreach (var make in new Func<long, MazeExamples>[] { seed => MazeExamples.From(MazeTask.Cells, Mazes, seed, augment: true), seed => MazeExamples.Generated(MazeTask.Cells, Easy, seed) })
        {
            var (one, two, other) = (make(5), make(5), make(6));
            Assert.Equal(one.Digest, two.Digest);
            Assert.Equal(MazeTask.Cells, one.Shape);
            var backwards = Enumerable.Range(0, 50).Select(i => two.Draw(49 - i)).Reverse().ToList();
            for (var index = 0; index < 50; index++)
            {
                var example = one.Draw(index);
                Assert.Equal(example.Tokens, backwards[index].Tokens);
                Assert.Equal(example.Targets, backwards[index].Targets);
                var question = new MazeGrid(12, 12, [.. example.Tokens.Select(token => (byte)token)]);
                Assert.Equal(MazeSolver.Solve(question)!.Answer.Cells.ToArray(), example.Targets.Select(set => (byte)BitOperations.Log2(set)));
            }
            Assert.NotEqual(Enumerable.Range(0, 50).Select(i => string.Join(' ', one.Draw(i).Tokens)), Enumerable.Range(0, 50).Select(i => string.Join(' ', other.Draw(i).Tokens)));
        }
    }

    [Fact]
    public void Windows_hold_walls_of_the_list_and_ways_of_their_own()
    {
        var (one, two) = (MazeExamples.Windows(MazeTask.Cells, Mazes, 3, 7), MazeExamples.Windows(MazeTask.Cells, Mazes, 3, 7));
        Assert.Equal((one.Digest, 7, 7), (two.Digest, one.Height, one.Width));
        Assert.NotEqual(one.Digest, MazeExamples.Windows(MazeTask.Cells, Mazes, 3, 8).Digest);
        var cut = Mazes.SelectMany(maze => Enumerable.Range(0, 8).Select(view => MazeSymmetry.Apply(view, maze.Question)))
            .SelectMany(maze => from top in Enumerable.Range(0, 6) from left in Enumerable.Range(0, 6) select Walls(maze, top, left)).ToHashSet();
        var lengths = new HashSet<int>();
        for (var index = 0; index < 200; index++)
        {
            var drawn = one.DrawPuzzle(index);
            Assert.Equal(drawn, two.DrawPuzzle(index));
            Assert.Contains(Walls(drawn.Question, 0, 0), cut);
            Assert.Equal(MazeSolver.Solve(drawn.Question)!.Answer, drawn.Answer);
            lengths.Add(drawn.Answer.Count(MazeCell.Path));
        }
        Assert.InRange(lengths.Count, 10, 49);
        Assert.Throws<ArgumentException>(() => MazeExamples.Windows(MazeTask.Cells, Mazes, 3, 13));

        static string Walls(MazeGrid maze, int top, int left) =>
            string.Concat(from row in Enumerable.Range(top, 7) from column in Enumerable.Range(left, 7) select maze[row, column] == MazeCell.Wall ? '#' : ' ');
    }

    [Fact]
    public void Augmented_list_shows_every_maze_under_every_symmetry_and_a_plain_one_goes_in_order()
    {
        var augmented = MazeExamples.From(MazeTask.Cells, Mazes, 1, augment: true);
        var drawn = Enumerable.Range(0, 400).Select(i => augmented.DrawPuzzle(i).Question).ToList();
        Assert.Equal(32, drawn.Distinct().Count());
        Assert.Equal(4, drawn.Select(MazeSymmetry.Canonical).Distinct().Count());
        var plain = MazeExamples.From(MazeTask.Cells, Mazes, 1, augment: false);
        Assert.Equal(Mazes[2].Question, plain.DrawPuzzle(6).Question);
        Assert.Equal(augmented.Digest, plain.Digest);
    }

    [Fact]
    public void Mazes_that_are_not_square_keep_their_size()
    {
        var wide = MazeExamples.From(MazeTask.Cells, [SomeMazes.Solved("S  #\n# G ")], 1, augment: true);
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal((2, 4), (wide.Draw(i).Height, wide.Draw(i).Width)));
        Assert.Throws<ArgumentException>(() => MazeExamples.From(MazeTask.Cells, [], 1, true));
        Assert.Throws<ArgumentException>(() => MazeExamples.From(MazeTask.Cells, [.. Mazes, SomeMazes.Solved("SG  ")], 1, true));
    }

    [Fact]
    public void Moves_lead_to_the_goal_from_everywhere_and_along_the_answer_from_the_start()
    {
        const uint None = 0, Down = 1, Left = 2, Right = 4, Up = 8;
        Assert.Equal([Down, Left, None, Down, None, None, Right, Right, None], MazeTask.Example(SomeMazes.Solved("S #\n ##\n  G"), MazeTask.Moves).Targets);
        Assert.Equal([None, None, Right, Up], MazeTask.Example(SomeMazes.Solved("#GS "), MazeTask.Moves).Targets);
        foreach (var drawn in Mazes)
        {
            var (example, cells) = (MazeTask.Example(drawn, MazeTask.Moves), drawn.Question.Cells.ToArray());
            var moves = example.Targets;
            Assert.All(Enumerable.Range(0, cells.Length).Where(cell => moves[cell] != None), cell => Assert.Equal(MazeCell.Goal, cells[Walk(cell).Last()]));
            Assert.Equal(Enumerable.Range(0, cells.Length).Where(cell => drawn.Answer.Cells[cell] == MazeCell.Path), Walk(Array.IndexOf(cells, MazeCell.Start)).SkipLast(1).Order());
            Assert.Equal(Walk(Array.IndexOf(cells, MazeCell.Start)).SkipLast(1).Append(Array.IndexOf(cells, MazeCell.Start)).Order(), example.Decisive);
            Assert.Empty(MazeTask.Example(drawn, MazeTask.Cells).Decisive);

            IEnumerable<int> Walk(int cell)
            {
                for (var steps = 0; moves[cell] != None && steps < cells.Length; steps++)
                    yield return cell += moves[cell] switch { Down => 12, Left => -1, Right => 1, _ => -12 };
            }
        }
    }

    [Theory]
    [InlineData("cells")]
    [InlineData("moves")]
    public void Network_that_is_right_in_any_view_is_verified_in_the_mazes_own_frame(string answered)
    {
        var shape = answered == "cells" ? MazeTask.Cells : MazeTask.Moves;
        ITokenQuestion<MazeGrid> question = new MazeQuestion(SomeMazes.Solved("S  #\n# G "));
        for (var view = 0; view < question.Views; view++)
        {
            var (height, width) = question.Size(view);
            var tokens = new long[height * width];
            question.Encode(view, tokens);
            var right = MazeTask.Example(MazeSolver.Solve(new(height, width, [.. tokens.Select(token => (byte)token)]))!, shape).Targets;
            // Padding is the likeliest of a cell's kinds, and no answer.
            var attempt = question.Decode(view, [.. right.SelectMany(set => Enumerable.Range(0, shape.Classes).Select(kind => (set >> kind & 1) == 1 ? 5f : kind == 0 && shape == MazeTask.Cells ? 9 : 0))]);
            Assert.True(attempt.Verified);
            Assert.Equal((2, 4), (attempt.Answer.Height, attempt.Answer.Width));
            Assert.Equal(4, MazeRules.LengthOf(((MazeQuestion)question).Puzzle.Question, attempt.Answer));
        }
        Assert.False(new MazeQuestion(SomeMazes.Solved("S  #\n# G ")).Decode(0, Enumerable.Repeat(float.NaN, 8 * shape.Classes).ToArray()).Verified);
        Assert.Throws<ArgumentException>(() => question.Decode(0, new float[8 * shape.Classes - 1]));
        Assert.Throws<ArgumentException>(() => question.Encode(0, new long[7]));
    }

    /// <summary>Every way of going at least steps is a policy; rollouts of any of them give the answer that the files hold.</summary>
    [Fact]
    public void Rollouts_of_any_shortest_policy_answer_by_the_rule_and_what_one_proved_is_kept()
    {
        var followed = 0;
        foreach (var maze in Enumerable.Range(0, 40).Select(index => MazeGenerator.Draw(Easy, 11, index)))
        {
            var question = new MazeQuestion(maze);
            for (var view = 0; view < question.Views; view++)
            {
                // Solved in the view's own frame, so that of several shortest moves another one is taken than in the maze as asked.
                var turned = MazeTask.Example(MazeSolver.Solve(MazeSymmetry.Apply(view, maze.Question))!, MazeTask.Moves).Targets;
                float[] logits = [.. turned.SelectMany(set => Enumerable.Range(0, 4).Select(move => (set >> move & 1) == 1 ? 1f : 0))];
                Assert.Equal(maze.Answer, new MazeQuestion(maze).Decode(view, logits).Answer);
                followed += new MazeQuestion(maze, PathReading.Followed).Decode(view, logits).Answer.Equals(maze.Answer) ? 1 : 0;
                question.Decode(view, logits);
                Assert.Equal(maze.Answer, question.Decode(view, new float[logits.Length]).Answer);
            }
        }
        Assert.InRange(followed, 40, 40 * 7);
    }

    /// <summary>Into a wall, out of the maze, round in a circle: the path ends there, and is none.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    [InlineData(0)]
    public void Moves_that_lead_nowhere_are_a_path_that_ends(int always)
    {
        var question = new MazeQuestion(SomeMazes.Solved("S # \n   G"), PathReading.Followed);
        var attempt = question.Decode(0, [.. Enumerable.Range(0, 8).SelectMany(_ => Enumerable.Range(0, 4).Select(move => move == always ? 1f : 0))]);
        Assert.Equal((false, always == 1 ? 0 : 1), (attempt.Verified, attempt.Answer.Count(MazeCell.Path)));
        var circling = question.Decode(0, [.. new[] { 0, 1, 0, 0, 2, 3, 0, 0 }.SelectMany(own => Enumerable.Range(0, 4).Select(move => move == own ? 1f : 0))]);
        Assert.Equal((false, 3), (circling.Verified, circling.Answer.Count(MazeCell.Path)));
    }
}
