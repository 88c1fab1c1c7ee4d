using Trm.Grid.Puzzles.Maze;

namespace Trm.Grid.Tests.Unit.Puzzles.Maze;

public sealed class MazeRulesTests
{
    [Fact]
    public void Solver_steps_down_left_right_and_up_in_this_order()
    {
        Assert.Equal(SomeMazes.OpenAnswer, SomeMazes.Solved(SomeMazes.Open).Answer.ToLines());
        Assert.Equal("G  \no  \nooS", SomeMazes.Solved("G  \n   \n  S").Answer.ToLines());
        Assert.Equal("#oG\n#o#\nSo ", SomeMazes.Solved("# G\n# #\nS  ").Answer.ToLines());
        Assert.Equal(2, SomeMazes.Solved("SG  ").Length);
    }

    [Fact]
    public void Maze_without_a_way_is_an_outcome_and_one_without_a_goal_a_fault()
    {
        Assert.Null(MazeSolver.Solve(MazeGrid.Parse("S##G")));
        Assert.Contains("expected one S, one G and no o, got 1, 0 and 1", Assert.Throws<ArgumentException>(() => MazeSolver.Solve(MazeGrid.Parse("So# "))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new MazeQuestion(MazeGrid.Parse("S##G")));
    }

    [Theory]
    // The open maze        answer             valid  optimal exact
    [InlineData("S   #   G", "S  o# ooG", true, true, true)]
    [InlineData("S   #   G", "Soo #o  G", true, true, false)]
    [InlineData("S   #   G", "S   #   G", false, false, false)] // no path
    [InlineData("S   #   G", "S  oo  oG", false, false, false)] // through the wall
    [InlineData("S   #   G", "S ooo ooG", false, false, false)]
    [InlineData("S   #   G", "S oo# ooG", false, false, false)] // a stray
    [InlineData("S   #   G", "Soo #oooG", false, false, false)] // a stray beside the goal
    [InlineData("S   #   G", "Soo #ooo ", false, false, false)] // the goal is gone
    [InlineData("S   #   G", "#  o# ooG", false, false, false)]
    [InlineData("S   #   G", "S #o# ooG", false, false, false)] // a wall that was none
    public void Answer_is_valid_when_every_o_is_on_one_way_from_start_to_goal(string question, string answer, bool valid, bool optimal, bool exact)
    {
        var report = MazeRules.Check(SomeMazes.Solved(question), MazeGrid.Parse(answer));
        Assert.Equal((valid, optimal, exact), (report.IsValid, report.IsOptimal, report.IsExact));
    }

    [Fact]
    public void Detour_is_valid_but_not_optimal_and_a_ring_is_neither()
    {
        var puzzle = SomeMazes.Solved("S    \n #   \n     \n     \nG    ");
        Assert.Equal(5, puzzle.Length);
        var detour = MazeRules.Check(puzzle, MazeGrid.Parse("Soo  \n #o  \nooo  \no    \nG    "));
        Assert.Equal((true, false, false, 9), (detour.IsValid, detour.IsOptimal, detour.IsExact, detour.Length));
        Assert.False(MazeRules.Check(puzzle, MazeGrid.Parse("Soo  \n #o  \nooo  \nooo  \nG    ")).IsValid);
        var apart = MazeRules.Check(puzzle, MazeGrid.Parse("S    \no# oo\no  oo\no    \nG    "));
        Assert.False(apart.IsValid);
    }
}
