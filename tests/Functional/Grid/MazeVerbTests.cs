using Trm.Grid.Puzzles.Maze;

namespace Trm.Grid.Tests.Functional.Grid;

/// <summary>Files of puzzles all the way: generated, imported, trained on, evaluated with, and one of them solved.</summary>
public class MazeVerbTests(RunningUp running) : IClassFixture<RunningUp>
{
    const string Small = "--set hidden=8 --set inner=8 --set latent_steps=1 --set cycles=1 --set max_steps=2 --set precision=fp32 --set batch=2";
    static readonly MazeOptions Easy = new() { Side = 8, LeastWalls = 16, MostWalls = 24, LeastLength = 10 };

    [Fact]
    public async Task Mazes_of_a_file_are_trained_on_evaluated_and_solved()
    {
        var mazes = Enumerable.Range(0, 9).Select(index => MazeGenerator.Draw(Easy, 3, index)).ToList();
        var file = await WriteAsync("mazes.csv", mazes.Select(maze => $"here,{maze.Question},{maze.Answer},{maze.Length}"));
        var trained = await Trmgrid.JsonAsync(running.Home, $"train maze-hard --data {file} --steps 3 --seed 4 --name small-maze {Small}");
        Assert.Equal(3, trained.GetProperty("steps").GetInt32());
        Assert.Equal(1, trained.GetProperty("version").GetInt32());
        Assert.StartsWith("sha256:", trained.GetProperty("digest").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("sha256:", trained.GetProperty("dataset").GetString(), StringComparison.Ordinal);
        foreach (var field in new[] { "run", "seconds", "metrics" }) Assert.True(trained.TryGetProperty(field, out _));

        foreach (var source in new[] { $"--data {file}", "--generate 9 --cells 12" })
        {
            var scores = await Trmgrid.JsonAsync(running.Home, $"evaluate small-maze@1 {source} --steps 3");
            Assert.Equal(9, scores.GetProperty("count").GetInt32());
            foreach (var share in new[] { "exact", "valid", "optimal", "verified" }) Assert.InRange(scores.GetProperty(share).GetDouble(), 0, 1);
            Assert.InRange(scores.GetProperty("steps_mean").GetDouble(), 1, 3);
            Assert.Equal(source.Contains("data") ? ["here"] : [], scores.GetProperty("by_source").EnumerateObject().Select(named => named.Name));
            Assert.Equal(["1", "2", "3"], scores.GetProperty("by_step").EnumerateObject().Select(step => step.Name));
        }

        // Against itself: nothing differs, and nine mazes say so only within bounds.
        var against = (await Trmgrid.JsonAsync(running.Home, $"evaluate small-maze@1 --against small-maze@1 --data {file} --steps 1")).GetProperty("against");
        Assert.Equal(trained.GetProperty("digest").GetString(), against.GetProperty("digest").GetString());
        foreach (var share in new[] { "exact", "valid", "optimal", "verified" })
        {
            var difference = against.GetProperty("differences").GetProperty(share);
            Assert.Equal((9, 0.0, 0, 0), (difference.GetProperty("count").GetInt32(), difference.GetProperty("mean").GetDouble(), difference.GetProperty("higher").GetInt32(), difference.GetProperty("lower").GetInt32()));
            Assert.InRange(difference.GetProperty("high").GetDouble(), 0.1, 0.4);
            Assert.Equal(-difference.GetProperty("high").GetDouble(), difference.GetProperty("low").GetDouble(), 12);
        }

        var maze = Path.Combine(running.Home, "maze.txt");
        await File.WriteAllTextAsync(maze, mazes[0].Question.ToLines(), TestContext.Current.CancellationToken);
        var drawn = Path.Combine(running.Home, "maze.png");
        var solved = await Trmgrid.JsonAsync(running.Home, $"solve maze {maze} --steps 2 --explain {drawn}");
        Assert.Equal([0x89, 0x50, 0x4e, 0x47], (await File.ReadAllBytesAsync(drawn, TestContext.Current.CancellationToken))[..4]);
        Assert.True(solved.GetProperty("verified").GetBoolean());
        Assert.Equal(mazes[0].Length, MazeRules.LengthOf(mazes[0].Question, MazeGrid.Parse(solved.GetProperty("answer").GetString()!)));
    }

    [Fact]
    public async Task Files_that_cannot_be_trained_on_are_refused_before_anything_starts()
    {
        var cut = await WriteAsync("cut.csv", ["here,S   #   G,S  o# ooG,5", "here,S   #   ,S  o# oo,5"]);
        Assert.Contains("line 3: question: reading a maze: expected a square number of characters", await Trmgrid.RefusedAsync(running.Home, $"train maze-hard --data {cut}", "DATASET_INVALID"), StringComparison.Ordinal);
        const string Many = ".................................................................................";
        var many = await WriteAsync("many.csv", [$"here,{Many},534678912672195348198342567859761423426853791713924856961537284287419635345286179,0"]);
        Assert.Contains("line 2: question: it has more than one solution", await Trmgrid.RefusedAsync(running.Home, $"train sudoku-mlp --data {many}", "DATASET_INVALID"), StringComparison.Ordinal);
        Assert.Contains("expected JSON", await Trmgrid.RefusedAsync(running.Home, $"train planner-tiny --data {cut}", "DATASET_INVALID"), StringComparison.Ordinal);
        await Trmgrid.RefusedAsync(running.Home, $"train nothing-known --data {cut}", "PRESET_NOT_FOUND");
        await Trmgrid.RefusedAsync(running.Home, "train maze-hard --data /nowhere.csv", "FILE_NOT_FOUND");
        await Trmgrid.RefusedAsync(running.Home, "solve maze /nowhere.txt", "FILE_NOT_FOUND");
    }

    [Fact]
    public async Task Imported_dataset_is_trained_on_and_one_that_was_changed_is_refused()
    {
        var mazes = Enumerable.Range(0, 5).Select(index => MazeGenerator.Draw(Easy, 5, index)).ToList();
        var file = await WriteAsync("some.csv", [.. mazes.Select(maze => $"here,{maze.Question},{maze.Answer},{maze.Length}"), "here,S##G,S##G,2"]);
        var imported = await Trmgrid.JsonAsync(running.Home, $"data import maze-csv {file}");
        Assert.Equal(5, imported.GetProperty("count").GetInt32());
        var rejected = Assert.Single(imported.GetProperty("rejected").EnumerateArray());
        Assert.Equal((7, "question: no way leads from S to G"), (rejected.GetProperty("row").GetInt32(), rejected.GetProperty("reason").GetString()));
        var dataset = imported.GetProperty("dataset").GetString()!;
        var trained = await Trmgrid.JsonAsync(running.Home, $"train maze-hard --data {dataset} --steps 2 --name from-dataset {Small}");
        Assert.Equal(imported.GetProperty("digest").GetString(), trained.GetProperty("dataset").GetString());

        var scores = await Trmgrid.JsonAsync(running.Home, $"evaluate from-dataset@1 --data {dataset} --limit 3");
        Assert.Equal(3, scores.GetProperty("count").GetInt32());
        Assert.Contains("dataset of Maze", await Trmgrid.RefusedAsync(running.Home, $"train sudoku4 --data {dataset}", "DATASET_INVALID"), StringComparison.Ordinal);
        var bytes = await File.ReadAllBytesAsync(dataset, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(dataset, bytes, TestContext.Current.CancellationToken);
        Assert.Contains("were changed", await Trmgrid.RefusedAsync(running.Home, $"train maze-hard --data {dataset}", "DATASET_INVALID"), StringComparison.Ordinal);
        await Trmgrid.RefusedAsync(running.Home, $"data import maze-csv {dataset}", "DATASET_INVALID");
        await Trmgrid.RefusedAsync(running.Home, "data import arc /nowhere", "FILE_NOT_FOUND");
    }

    [Fact]
    public async Task Generated_files_are_read_like_any_other()
    {
        var (mazes, sudokus) = (Path.Combine(running.Home, "made.csv"), Path.Combine(running.Home, "rated.csv"));
        var made = await Trmgrid.JsonAsync(running.Home, $"data generate maze {mazes} --count 4 --cells 20 --seed 2");
        Assert.True(made.GetProperty("rating_mean").GetDouble() >= 73);
        await Trmgrid.JsonAsync(running.Home, $"data generate sudoku {sudokus} --count 4 --least-rating 2");
        foreach (var (kind, file) in new[] { ("maze-csv", mazes), ("sudoku-csv", sudokus) })
            Assert.Equal(4, (await Trmgrid.JsonAsync(running.Home, $"data import {kind} {file}")).GetProperty("count").GetInt32());
        var scores = await Trmgrid.JsonAsync(running.Home, "evaluate sudoku --generate 3 --steps 8");
        Assert.Equal(3, scores.GetProperty("count").GetInt32());
        Assert.True(scores.GetProperty("verified").GetDouble() > 0, "the network that ships solves minimal puzzles");
    }

    [Fact]
    public async Task Sudokus_near_those_of_a_file_are_others_and_apart_from_what_is_kept()
    {
        var (mazes, sudokus) = (Path.Combine(running.Home, "some-mazes.csv"), Path.Combine(running.Home, "hard.csv"));
        await Trmgrid.JsonAsync(running.Home, $"data generate maze {mazes} --count 1 --cells 20 --seed 2");
        await Trmgrid.JsonAsync(running.Home, $"data generate sudoku {sudokus} --count 4 --least-rating 2");
        var near = Path.Combine(running.Home, "near.csv");
        Assert.True((await Trmgrid.JsonAsync(running.Home, $"data generate sudoku {near} --count 12 --least-rating 2 --near {sudokus}")).GetProperty("rating_mean").GetDouble() >= 2);
        Assert.Empty((await File.ReadAllLinesAsync(near, TestContext.Current.CancellationToken)).Skip(1).Intersect(await File.ReadAllLinesAsync(sudokus, TestContext.Current.CancellationToken)));
        var apart = Path.Combine(running.Home, "apart.csv");
        await Trmgrid.JsonAsync(running.Home, $"data generate sudoku {apart} --count 12 --least-rating 2 --near {sudokus} --apart-from {near} {sudokus}");
        Assert.Empty((await File.ReadAllLinesAsync(near, TestContext.Current.CancellationToken)).Skip(1).Intersect(await File.ReadAllLinesAsync(apart, TestContext.Current.CancellationToken)));
        // What is kept apart is made up for.
        Assert.Equal(13, (await File.ReadAllLinesAsync(apart, TestContext.Current.CancellationToken)).Length);
        await File.WriteAllTextAsync($"{near}.none", "source,question,answer,rating\n", TestContext.Current.CancellationToken);
        Assert.Contains("it has none", await Trmgrid.RefusedAsync(running.Home, $"data generate sudoku {near}.more --near {near}.none", "DATASET_INVALID"), StringComparison.Ordinal);
        Assert.Contains("are for sudoku", await Trmgrid.RefusedAsync(running.Home, $"data generate maze {near} --near {sudokus}", "INVALID_REQUEST"), StringComparison.Ordinal);
        Assert.Contains("line 2", await Trmgrid.RefusedAsync(running.Home, $"data generate sudoku {near}.csv --near {mazes}", "DATASET_INVALID"), StringComparison.Ordinal);
        await Trmgrid.RefusedAsync(running.Home, $"data generate sudoku {near}.csv --near /nowhere", "FILE_NOT_FOUND");
        Assert.Equal(12, (await Trmgrid.JsonAsync(running.Home, $"data import sudoku-csv {near}")).GetProperty("count").GetInt32());
    }

    /// <summary>Hard ones, so that other cores have begun before the first are made.</summary>
    [Fact]
    public async Task Fewer_puzzles_of_a_seed_are_the_first_of_more_however_many_cores_make_them()
    {
        var (fewer, more) = (Path.Combine(running.Home, "8.csv"), Path.Combine(running.Home, "16.csv"));
        foreach (var (file, count) in new[] { (fewer, 8), (more, 16) })
            await Trmgrid.JsonAsync(running.Home, $"data generate sudoku {file} --count {count} --least-rating 60 --seed 1");
        Assert.Equal(await File.ReadAllLinesAsync(fewer, TestContext.Current.CancellationToken), (await File.ReadAllLinesAsync(more, TestContext.Current.CancellationToken))[..9]);
    }

    /// <summary>On the mazes that the network hardly had time for.</summary>
    [Fact]
    public async Task Followed_moves_alone_are_exact_less_often_than_rollouts_of_them()
    {
        const string Asked = "evaluate maze-hard --generate 40 --cells 14 --steps 2 --seed 1";
        var (rolled, followed) = (await Trmgrid.JsonAsync(running.Home, Asked), await Trmgrid.JsonAsync(running.Home, $"{Asked} --followed"));
        Assert.True(followed.GetProperty("exact").GetDouble() < rolled.GetProperty("exact").GetDouble(), $"{followed} and {rolled}");
        Assert.True(followed.GetProperty("optimal").GetDouble() <= rolled.GetProperty("optimal").GetDouble(), $"{followed} and {rolled}");
    }

    async Task<string> WriteAsync(string name, IEnumerable<string> rows)
    {
        var path = Path.Combine(running.Home, name);
        await File.WriteAllLinesAsync(path, ["source,question,answer,rating", .. rows], TestContext.Current.CancellationToken);
        return path;
    }
}
