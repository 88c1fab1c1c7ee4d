using System.Text.Json;
using Trm.Grid.Verbs;

namespace Trm.Grid.Tests.Unit.Grid;

public class CommandLineTests
{
    public static TheoryData<string> WrongLines =>
    [
        "",
        "nonsense",
        "runs",
        "runs show",
        "models promote",
        "models show planner@",
        "train",
        "sweep",
        "train p --budget soon",
        "train p --set novalue",
        "train p --budget-minutes 0",
        "train p --budget-minutes NaN",
        "train p --steps 0",
        "solve sudoku 1 --steps 0",
        "solve sudoku 1 --views 100000",
        "evaluate planner --generate 5 --steps 0",
        "train p --budget 1m --budget-minutes 1",
        "plan --map a.map --from 0,0 --to 1,1 --deadline-ms -5",
        "plan --map a.map --from 0,0 --to 1,1 --deadline-ms 5 --time-limit 1s",
        "solve maze",
        "solve grid",
        "data",
        "data import",
        "data import sudoku-csv",
        "data import pictures a.png",
        "data generate",
        "data generate planets a.csv",
        "data generate maze a.csv --cells 4",
        "solve",
        "solve sudoku",
        "plan --map a.yaml --from 1,2",
        "plan --map a.yaml --from 1 --to 3,4",
        "plan --map a.yaml --from 1,2 --to 3,north",
        "evaluate planner",
        "evaluate planner --data a.csv --maps b",
        "evaluate planner --data a.csv --generate 5",
        "evaluate planner --generate 0",
        "evaluate planner --maps b --cells 4",
        "evaluate planner --generate 5 --against planner@",
        "models gate",
        "models gate planner --at-least valid",
        "models gate planner --at-least =1",
        "models gate planner --at-most valid=much",
        "models gate planner --difference-at-least valid=NaN",
        "models gate planner --none --min-count 5",
        "models gate planner --at-least valid=0.9 --at-least valid=0.5",
        "evaluate planner --maps b --pairs 0",
        "evaluate planner --maps b --precision fp64",
        "devices token --label novalue",
        "devices token --lifetime never",
        "devices assign one",
        "serve",
        "serve nothing",
        "up --control nowhere",
        "demo --budget-seconds 0",
        "demo --unknown",
    ];

    [Theory]
    [MemberData(nameof(WrongLines))]
    public async Task A_wrong_command_line_ends_with_2_and_says_what_helps(string line)
    {
        var (code, stdout, stderr) = await RunAsync(line);
        Assert.Equal(2, code);
        Assert.Empty(stdout);
        Assert.Contains("--help", stderr, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(WrongLines))]
    public async Task With_json_a_wrong_command_line_is_one_object_too(string line)
    {
        var (code, stdout, _) = await RunAsync(line + " --json");
        Assert.Equal(2, code);
        using var outcome = JsonDocument.Parse(Assert.Single(stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal("USAGE", outcome.RootElement.GetProperty("error").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Help_names_every_verb()
    {
        var (code, stdout, _) = await RunAsync("--help");
        Assert.Equal(0, code);
        foreach (var verb in new[] { "demo", "up", "serve", "train", "runs", "models", "evaluate", "solve", "plan", "devices", "results", "presets", "data" })
            Assert.Contains($"  {verb} ", stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_map_is_a_failure_with_its_reason()
    {
        var (code, stdout, _) = await RunAsync("plan --map missing.yaml --from 0,0 --to 1,1 --json");
        Assert.Equal(1, code);
        using var outcome = JsonDocument.Parse(stdout);
        Assert.Equal("FILE_NOT_FOUND", outcome.RootElement.GetProperty("error").GetProperty("reason").GetString());
    }

    static async Task<(int Code, string Stdout, string Stderr)> RunAsync(string line)
    {
        using var stdout = new StringWriter();
        using var stderr = new StringWriter();
        var code = await VerbTree.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), stdout, stderr);
        return (code, stdout.ToString(), stderr.ToString());
    }
}
