using System.Globalization;
using System.Text.Json;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Functional.Grid;

/// <summary>What scripts read: every verb's fields, on one grid that runs beside them.</summary>
public class JsonTests(RunningUp running) : IClassFixture<RunningUp>
{
    const string Puzzle = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79";
    const string Answer = "534678912672195348198342567859761423426853791713924856961537284287419635345286179";

    static string Office => Path.Combine(AppContext.BaseDirectory, "Demo", "office.yaml");

    [Fact]
    public void A_grid_says_where_it_listens_and_with_which_services()
    {
        Fields(running.Started, "home", "control", "web", "devices", "roles", "pid");
        Assert.Equal(["evaluation", "fleet", "registry", "solving", "training"],
            running.Started.GetProperty("roles").EnumerateArray().Select(role => role.GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Lists_are_objects_with_one_array()
    {
        foreach (var (line, field) in new[]
        {
            ("models list", "models"), ("runs list", "runs"), ("presets", "presets"), ("devices list", "devices"), ("results list", "results"),
            ("results list --limit 2", "results"), ("results list --limit 2 --device nobody", "results"), ("results watch --for 1s", "results"), ("results watch --new --for 1s", "results"),
        })
        {
            var outcome = await Trmgrid.JsonAsync(running.Home, line);
            Fields(outcome, field);
            Assert.Equal(JsonValueKind.Array, outcome.GetProperty(field).ValueKind);
        }
        var presets = (await Trmgrid.JsonAsync(running.Home, "presets")).GetProperty("presets").EnumerateArray().ToList();
        Assert.Contains(presets, preset => preset.GetProperty("name").GetString() == "planner-demo");
        Assert.All(presets, preset => Fields(preset, "name", "task", "parameters", "expected", "source", "description", "settings", "model_name"));
    }

    [Fact]
    public async Task A_version_goes_in_and_comes_out_as_one_file_and_its_alias_moves()
    {
        using var package = TestPackage.Write();
        var pushed = await Trmgrid.JsonAsync(running.Home, $"models push {package.Folder} --name toy");
        Fields(pushed, "name", "version", "digest", "size_bytes");
        Assert.Equal((package.Digest.ToString(), 1), (pushed.GetProperty("digest").GetString(), pushed.GetProperty("version").GetInt32()));
        var promotion = await Trmgrid.JsonAsync(running.Home, "models promote toy@1 --alias candidate");
        Fields(promotion, "name", "alias", "version", "digest", "revision", "evaluation");
        var shown = await Trmgrid.JsonAsync(running.Home, "models show toy@candidate");
        Fields(shown, "name", "version", "digest", "created_at", "created_by", "size_bytes", "aliases", "evaluations", "manifest");
        Assert.Equal("planner", shown.GetProperty("manifest").GetProperty("task").GetString());
        var file = Path.Combine(running.Home, "toy.trmpkg");
        var pulled = await Trmgrid.JsonAsync(running.Home, $"models pull toy@1 --out {file}");
        Fields(pulled, "name", "version", "digest", "size_bytes", "file");
        var again = await Trmgrid.JsonAsync(running.Home, $"models push {file} --name toy");
        Assert.Equal((pushed.GetProperty("digest").GetString(), 1), (again.GetProperty("digest").GetString(), again.GetProperty("version").GetInt32()));
        var listed = (await Trmgrid.JsonAsync(running.Home, "models list")).GetProperty("models").EnumerateArray().Single(model => model.GetProperty("name").GetString() == "toy");
        Fields(listed, "name", "task", "versions", "aliases", "gate");
        var gate = await Trmgrid.JsonAsync(running.Home, "models gate toy --min-count 100 --at-least valid=0.9 --at-most valid=0.99 --difference-at-least valid=-0.01 --difference-at-most cost_ratio=0.005");
        Fields(gate, "name", "gate");
        Fields(gate.GetProperty("gate"), "min_count", "conditions");
        Assert.Equal(["cost_ratio , , , 0.005", "valid 0.9, 0.99, -0.01, "], gate.GetProperty("gate").GetProperty("conditions").EnumerateArray().Select(one =>
            $"{one.GetProperty("metric")} {one.GetProperty("at_least")}, {one.GetProperty("at_most")}, {one.GetProperty("difference_at_least")}, {one.GetProperty("difference_at_most")}"));
        Assert.Equal(gate.GetRawText(), (await Trmgrid.JsonAsync(running.Home, "models gate toy")).GetRawText());
        Assert.Equal(JsonValueKind.Null, (await Trmgrid.JsonAsync(running.Home, "models gate toy --none")).GetProperty("gate").ValueKind);
        Fields(listed.GetProperty("aliases").GetProperty("candidate"), "number", "digest", "revision", "evaluation", "moved_at");
    }

    [Fact]
    public async Task A_sweep_has_a_row_for_each_combination_and_finds_its_runs_again()
    {
        var file = Path.Combine(running.Home, "sweep.json");
        await File.WriteAllTextAsync(file, """{"preset": "planner-tiny", "steps": 3, "seeds": [1, 2], "metric": "held_out_cells", "settings": {"threads": 1, "batch": 4}, "grid": {"ema": [0, 0.9]}}""", TestContext.Current.CancellationToken);
        var sweep = await Trmgrid.JsonAsync(running.Home, $"sweep {file}");
        Fields(sweep, "preset", "metric", "picture", "rows", "failures");
        Assert.True(File.Exists(sweep.GetProperty("picture").GetString()));
        Assert.Equal(["0", "0.9"], sweep.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("settings").GetProperty("ema").GetString()));
        Assert.All(sweep.GetProperty("rows").EnumerateArray(), row => Fields(row, "settings", "seeds", "values", "metric_mean", "metric_spread"));
        Assert.Equal(sweep.GetRawText(), (await Trmgrid.JsonAsync(running.Home, $"sweep {file}")).GetRawText());
        Assert.Equal(4, (await Trmgrid.JsonAsync(running.Home, "runs list")).GetProperty("runs").EnumerateArray().Count(run => run.GetProperty("model").GetString() == "planner-tiny-sweep"));
    }

    [Fact]
    public async Task A_run_of_a_sweep_that_fails_leaves_a_gap_and_the_others_their_figures()
    {
        var file = Path.Combine(running.Home, "gap.json");
        await File.WriteAllTextAsync(file, """{"preset": "sudoku4", "steps": 2, "seeds": [1], "metric": "held_out_cells", "settings": {"threads": 1, "batch": 4}, "grid": {"ema": [2, 0.9]}}""", TestContext.Current.CancellationToken);
        var sweep = await Trmgrid.JsonAsync(running.Home, $"sweep {file}");
        Assert.Equal([JsonValueKind.Null, JsonValueKind.Number], sweep.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("metric_mean").ValueKind));
        Assert.StartsWith("run 1 of 2: recipe: beta1, beta2 and ema", Assert.Single(sweep.GetProperty("failures").EnumerateArray()).GetString(), StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("0.9", "3", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal("SWEEP_FAILED", (await Trmgrid.JsonAsync(running.Home, $"sweep {file}", code: 1)).GetProperty("error").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Weights_and_checkpoints_become_versions_and_those_of_another_network_are_refused()
    {
        var trained = await Trmgrid.JsonAsync(running.Home, "train planner-tiny --name from-here --steps 3 --set threads=1");
        var run = Path.Combine(running.Home, "training", "runs", trained.GetProperty("run").GetString()!);
        foreach (var file in new[] { Path.Combine(run, "package", "weights.safetensors"), Path.Combine(run, "checkpoint") })
        {
            var imported = await Trmgrid.JsonAsync(running.Home, $"models import {file} --preset planner-tiny --name from-there");
            Fields(imported, "name", "version", "digest", "size_bytes");
            var files = (await Trmgrid.JsonAsync(running.Home, $"models show from-there@{imported.GetProperty("version")}")).GetProperty("manifest").GetProperty("files");
            // The graphs hold the weights: equal ones are equal files.
            Assert.Equal(Graphs((await Trmgrid.JsonAsync(running.Home, "models show from-here@1")).GetProperty("manifest").GetProperty("files")), Graphs(files));
        }
        var unfit = await Trmgrid.JsonAsync(running.Home, $"models import {Path.Combine(run, "package", "weights.safetensors")} --preset sudoku4", code: 1);
        Assert.Equal("WEIGHTS_INVALID", unfit.GetProperty("error").GetProperty("reason").GetString());
        var misnamed = await Trmgrid.JsonAsync(running.Home, $"models import {Path.Combine(run, "checkpoint")} --preset planner-tiny --name From_There", code: 1);
        Assert.Equal("INVALID_REQUEST", misnamed.GetProperty("error").GetProperty("reason").GetString());
        var unproven = await Trmgrid.JsonAsync(running.Home, "models promote from-here@1", code: 1);
        Assert.Equal("NO_PROOF", unproven.GetProperty("error").GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, (await Trmgrid.JsonAsync(running.Home, "models promote from-here@1 --unproven")).GetProperty("evaluation").ValueKind);
        var bare = await Trmgrid.JsonAsync(running.Home, $"models import {Path.Combine(run, "checkpoint")} --preset grids", code: 1);
        Assert.Contains("--data", bare.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);

        static string Graphs(JsonElement files) => string.Join(' ', files.EnumerateArray().Where(file => file.GetProperty("role").GetString()!.StartsWith("onnx", StringComparison.Ordinal)).Select(file => file.GetProperty("sha256").GetString()));
    }

    [Fact]
    public async Task Paths_are_answers_and_so_is_that_there_is_none()
    {
        var plan = await Trmgrid.JsonAsync(running.Home, $"plan --map {Office} --from 0.5,7 --to 9,4.2");
        Fields(plan, "planner", "verified", "path", "length_m", "cost", "optimal_cost", "gap", "steps", "ms", "error_code", "message");
        Assert.True(plan.GetProperty("verified").GetBoolean());
        Assert.Equal(0, plan.GetProperty("error_code").GetInt32());
        var ends = plan.GetProperty("path").EnumerateArray().Select(point => (point[0].GetDouble(), point[1].GetDouble())).ToList();
        Assert.Equal((0.525, 7.025), ends[0]);
        Assert.Equal((9.025, 4.225), ends[^1]);
        foreach (var (from, to, code) in new[] { ("-5,1", "9,4.2", 203), ("9,4.2", "50,1", 204), ("0.05,0.05", "9,4.2", 205), ("9,4.2", "0.05,0.05", 206) })
        {
            var none = await Trmgrid.JsonAsync(running.Home, $"plan --map {Office} --from {from} --to {to}");
            Assert.Equal(("none", code), (none.GetProperty("planner").GetString(), none.GetProperty("error_code").GetInt32()));
            Assert.Equal(JsonValueKind.Null, none.GetProperty("gap").ValueKind);
            Assert.NotEmpty(none.GetProperty("message").GetString()!);
            Assert.Empty(none.GetProperty("path").EnumerateArray());
        }
    }

    [Fact]
    public async Task On_cells_of_a_robots_size_the_network_that_ships_has_its_say()
    {
        var plan = await Trmgrid.JsonAsync(running.Home, $"plan --map {Office} --from 0.6,7 --to 9,4.2 --cell-size 0.2");
        Assert.Equal(("trm", true), (plan.GetProperty("planner").GetString(), plan.GetProperty("verified").GetBoolean()));
        Assert.InRange(plan.GetProperty("gap").GetDouble(), 0, 0.1);
        var small = await Trmgrid.JsonAsync(running.Home, $"plan --map {Office} --from 0.6,7 --to 9,4.2 --cell-size 0.01", code: 1);
        Assert.Equal("INVALID_REQUEST", small.GetProperty("error").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Paths_on_movingai_maps_are_given_in_cells_from_the_top_left()
    {
        var file = Path.Combine(running.Home, "corner.map");
        await File.WriteAllTextAsync(file, "type octile\nheight 3\nwidth 4\nmap\n....\n..@@\n....\n", TestContext.Current.CancellationToken);
        var plan = await Trmgrid.JsonAsync(running.Home, $"plan --map {file} --from 3,0 --to 3,2");
        Assert.Equal("[[3,0],[2,0],[1,0],[1,1],[1,2],[2,2],[3,2]]", plan.GetProperty("path").GetRawText());
        Assert.Equal(6, plan.GetProperty("length_m").GetDouble(), 9);
        Assert.Equal(6, plan.GetProperty("optimal_cost").GetDouble(), 9);
    }

    [Fact]
    public async Task Scenarios_of_movingai_have_the_lengths_that_they_state()
    {
        var maps = SharedData("movingai/maps/rooms");
        Assert.SkipWhen(maps is null, "../shared/data is not here");
        var scenario = Directory.GetFiles(SharedData("movingai/scenarios/rooms")!, "*.scen", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        var one = Scenarios.Read(scenario)[37];
        var map = Directory.GetFiles(maps!, Path.GetFileName(one.Map), SearchOption.AllDirectories).First();
        var plan = await Trmgrid.JsonAsync(running.Home, string.Create(CultureInfo.InvariantCulture, $"plan --map {map} --from {one.Start.X},{one.Start.Y} --to {one.Goal.X},{one.Goal.Y}"));
        Assert.Equal(one.OptimalLength, plan.GetProperty("optimal_cost").GetDouble(), 4);
    }

    [Fact]
    public async Task Broken_maps_fail_with_the_reason()
    {
        foreach (var (name, text) in new[]
        {
            ("empty.map", ""), ("zero.map", "type octile\nheight 0\nwidth 0\nmap\n"), ("huge.map", "type octile\nheight 20000\nwidth 20000\nmap\n"),
            ("fields.yaml", "picture: a.pgm\n"), ("cut.yaml", "image: cut.pgm\nresolution: 0.05\norigin: [0, 0, 0]\nnegate: 0\noccupied_thresh: 0.65\nfree_thresh: 0.25\n"),
        })
        {
            var file = Path.Combine(running.Home, name);
            await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(running.Home, "cut.pgm"), "P5\n100 100\n255\nshort", TestContext.Current.CancellationToken);
            var failed = await Trmgrid.JsonAsync(running.Home, $"plan --map {file} --from 0,0 --to 1,1", code: 1);
            Assert.Equal("MAP_INVALID", failed.GetProperty("error").GetProperty("reason").GetString());
        }
    }

    [Fact]
    public async Task Sudokus_are_solved_or_refused_with_the_reason()
    {
        var solved = await Trmgrid.JsonAsync(running.Home, $"solve sudoku {Puzzle}");
        Fields(solved, "answer", "solver", "verified", "steps", "views", "ms");
        Assert.Equal(Answer, solved.GetProperty("answer").GetString());
        foreach (var (puzzle, reason) in new[]
        {
            ("55" + Puzzle[2..], "PUZZLE_UNSOLVABLE"), (new string('.', 81), "PUZZLE_NOT_PROPER"), ("123", "PUZZLE_INVALID"), (new string('x', 81), "PUZZLE_INVALID"),
        })
        {
            var failed = await Trmgrid.JsonAsync(running.Home, $"solve sudoku {puzzle}", code: 1);
            Fields(failed, "error");
            Fields(failed.GetProperty("error"), "reason", "message");
            Assert.Equal(reason, failed.GetProperty("error").GetProperty("reason").GetString());
        }
    }

    [Fact]
    public async Task Sudokus_that_the_network_does_not_solve_as_asked_it_solves_with_a_digit_that_it_supposes()
    {
        var lines = SharedData("sudoku") is { } folder ? await File.ReadAllLinesAsync(Path.Combine(folder, "val.csv"), TestContext.Current.CancellationToken) : [];
        Assert.SkipWhen(lines.Length == 0, "../shared/data is not here");
        var some = Path.Combine(running.Home, "some.csv");
        await File.WriteAllLinesAsync(some, lines.Take(41), TestContext.Current.CancellationToken);
        var (asked, supposed) = (await Trmgrid.JsonAsync(running.Home, $"evaluate sudoku --data {some} --steps 3"), await Trmgrid.JsonAsync(running.Home, $"evaluate sudoku --data {some} --steps 3 --views 5"));
        Assert.Equal(asked.GetProperty("exact").GetDouble(), supposed.GetProperty("exact").GetDouble());
        Assert.True(supposed.GetProperty("verified").GetDouble() > asked.GetProperty("verified").GetDouble(), $"{supposed} and {asked}");
        foreach (var line in lines.Skip(1).Take(40))
        {
            var solved = await Trmgrid.JsonAsync(running.Home, $"solve sudoku {line.Split(',')[1]} --steps 3 --views 5 --no-exact");
            if (!solved.GetProperty("verified").GetBoolean() || solved.GetProperty("views").GetInt32() == 1)
                continue;
            Assert.Equal("trm", solved.GetProperty("solver").GetString());
            Assert.Equal(line.Split(',')[2], solved.GetProperty("answer").GetString());
            return;
        }
        Assert.Fail("none of forty puzzles was solved by supposing a digit");
    }

    [Fact]
    public async Task Latents_are_drawn_beside_the_answer()
    {
        var (sudoku, path, drawn) = (Path.Combine(running.Home, "latents.png"), Path.Combine(running.Home, "policy.png"), Path.Combine(running.Home, "path.png"));
        var solved = await Trmgrid.JsonAsync(running.Home, $"solve sudoku {Puzzle} --steps 2 --explain {sudoku}");
        Assert.Equal(Answer, solved.GetProperty("answer").GetString());
        await Trmgrid.JsonAsync(running.Home, $"plan --map {Office} --from 2,2 --to 4,2 --cell-size 0.25 --radius 0.2 --steps 1 --explain {path} --picture {drawn}");
        foreach (var picture in new[] { sudoku, path, drawn })
            Assert.Equal([0x89, 0x50, 0x4e, 0x47], (await File.ReadAllBytesAsync(picture, TestContext.Current.CancellationToken))[..4]);
        var failed = await Trmgrid.JsonAsync(running.Home, $"solve sudoku {Puzzle} --model nobody --explain {sudoku}", code: 1);
        Assert.Equal("MODEL_NOT_SERVED", failed.GetProperty("error").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task What_does_not_exist_fails_with_its_reason()
    {
        foreach (var (line, reason) in new[]
        {
            ("models show nobody", "MODEL_NOT_FOUND"), ("runs show nothing", "RUN_NOT_FOUND"), ("runs cancel nothing", "RUN_NOT_FOUND"), ("runs watch nothing", "RUN_NOT_FOUND"),
            ("train nosuchpreset", "PRESET_NOT_FOUND"), ("devices revoke nobody", "DEVICE_NOT_FOUND"), ("models push /nowhere", "FILE_NOT_FOUND"),
            ("evaluate nobody --data /nowhere.csv", "FILE_NOT_FOUND"), ("evaluate nobody --maps /nowhere", "FILE_NOT_FOUND"),
        })
        {
            var failed = await Trmgrid.JsonAsync(running.Home, line, code: 1);
            Assert.Equal((line, reason), (line, failed.GetProperty("error").GetProperty("reason").GetString()));
        }
    }

    [Fact]
    public async Task A_join_token_is_shown_once_with_what_a_device_needs()
    {
        var token = await Trmgrid.JsonAsync(running.Home, "devices token --id rover-1 --label site=lab");
        Fields(token, "token", "device", "expires_at", "endpoint");
        Assert.Equal("rover-1", token.GetProperty("device").GetString());
    }

    static void Fields(JsonElement element, params string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), element.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));

    static string? SharedData(string below)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Trm.Grid.sln")))
                return Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "data", below)) is var path && Directory.Exists(path) ? path : null;
        return null;
    }
}
