using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Maze;

namespace Trm.Grid.Tests.Functional.Solving;

public sealed class MazeTests(AnswersGrid grid) : IClassFixture<AnswersGrid>
{
    private const string Open = "S  \n # \n  G";
    private const string Bent = "S  \n  #\n  G";

    [Fact]
    public async Task Network_answers_what_it_gets_right_and_the_exact_solver_the_rest()
    {
        var version = await grid.PushAsync(TestPackage.Of(HandMadeGraphs.Parrot(MazeGrid.Parse("Soo\n #o\n  G")), MazeTask.Cells), "parrot-of-mazes");
        var right = await grid.SolveAsync(Ask(Open, "parrot-of-mazes"));
        Assert.Equal(("Soo\n #o\n  G", SolverKind.Trm, true, 1u, version.Digest), (right.Maze, right.Solver, right.Verified, right.Steps, right.ModelDigest));
        var rest = await grid.SolveAsync(Ask(Bent, "parrot-of-mazes"));
        Assert.Equal(("S  \no #\nooG", SolverKind.Exact, true), (rest.Maze, rest.Solver, rest.Verified));
        var alone = Ask(Bent, "parrot-of-mazes");
        alone.AllowExact = false;
        Assert.False((await grid.SolveAsync(alone)).Verified);
    }

    [Fact]
    public async Task Network_that_answers_in_neither_way_is_refused()
    {
        var strange = HandMadeGraphs.Parrot(MazeGrid.Parse(Open), MazeTask.Cells with { Classes = 7 });
        await grid.PushAsync(TestPackage.Of(strange, MazeTask.Cells with { Classes = 7 }), "strange-parrot");
        await Refused.AsAsync(ErrorReason.ModelNotServed, () => grid.SolveAsync(Ask(Open, "strange-parrot")));
    }

    [Fact]
    public async Task A_long_way_is_given_more_steps()
    {
        var (near, far) = (Corridor(32), Corridor(42));
        foreach (var (maze, name) in new[] { (near, "near-parrot"), (far, "far-parrot") })
            await grid.PushAsync(TestPackage.Of(HandMadeGraphs.Parrot(MazeGrid.Parse(maze)), MazeTask.Cells), name);
        Assert.Equal((4u, 8u, 5u), (await StepsAsync(near, "near-parrot", 0), await StepsAsync(far, "far-parrot", 0), await StepsAsync(far, "far-parrot", 5)));

        static string Corridor(int length) => $"S{new string(' ', length - 2)}G\n{new string('#', length)}";

        async Task<uint> StepsAsync(string maze, string model, uint most)
        {
            var ask = Ask(maze, model);
            (ask.AllowExact, ask.MaxViews, ask.MaxSteps) = (false, 1, most);
            return (await grid.SolveAsync(ask)).Steps;
        }
    }

    [Fact]
    public async Task Maze_is_answered_without_a_model_too_and_a_broken_one_is_refused()
    {
        Assert.Equal(("S  \no# \nooG", SolverKind.Exact), (await grid.SolveAsync(Ask(Open)) is var answer) ? (answer.Maze, answer.Solver) : default);
        await Refused.AsAsync(ErrorReason.PuzzleInvalid, () => grid.SolveAsync(Ask("S \nG")));
        await Refused.AsAsync(ErrorReason.PuzzleInvalid, () => grid.SolveAsync(Ask("SS\n G")));
        await Refused.AsAsync(ErrorReason.PuzzleInvalid, () => grid.SolveAsync(Ask(string.Join('\n', Enumerable.Repeat(new string(' ', 257), 2)))));
        await Refused.AsAsync(ErrorReason.PuzzleUnsolvable, () => grid.SolveAsync(Ask("S#\n#G")));
    }

    private static SolveRequest Ask(string maze, string model = "") => new() { Model = model, Maze = new() { Maze = maze } };
}
