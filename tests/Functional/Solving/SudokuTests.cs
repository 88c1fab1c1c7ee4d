using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Model;
using Trm.Grid.Model.Export;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Tests.Functional.Solving;

public sealed class SudokuTests(AnswersGrid grid) : IClassFixture<AnswersGrid>
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly SudokuPuzzle Known = SudokuGenerator.Minimal(3, 11);
    private static readonly SudokuPuzzle Other = SudokuGenerator.Minimal(3, 12);

    [Fact]
    public async Task Without_a_model_the_exact_solver_answers()
    {
        var answer = await grid.SolveAsync(Asking.Sudoku(Known.Question.ToString()));
        Assert.Equal((Known.Answer.ToString(), SolverKind.Exact, true, 0u, ""), (answer.Sudoku, answer.Solver, answer.Verified, answer.Steps, answer.ModelDigest));
        await Refused.AsAsync(ErrorReason.ModelNotServed, () => grid.SolveAsync(new(Asking.Sudoku(Known.Question.ToString())) { AllowExact = false }));
    }

    [Theory]
    [InlineData("1234", ErrorReason.PuzzleInvalid)]
    [InlineData("", ErrorReason.PuzzleInvalid)]
    [InlineData("x................................................................................", ErrorReason.PuzzleInvalid)]
    [InlineData("11...............................................................................", ErrorReason.PuzzleUnsolvable)]
    [InlineData("12345678.........9...............................................................", ErrorReason.PuzzleUnsolvable)]
    [InlineData(".................................................................................", ErrorReason.PuzzleNotProper)]
    public async Task Puzzle_without_exactly_one_solution_is_refused(string puzzle, ErrorReason reason)
    {
        var error = await Refused.AsAsync(reason, () => grid.SolveAsync(Asking.Sudoku(puzzle)));
        Assert.Equal(reason == ErrorReason.PuzzleInvalid ? "sudoku.puzzle" : null, error.Violations.Select(violation => violation.Field).SingleOrDefault());
        await Refused.AsAsync(reason, () => StreamAsync(Asking.Sudoku(puzzle)));
    }

    [Fact]
    public async Task Puzzle_with_two_solutions_is_not_proper()
    {
        // Where two rows of a band hold the same two digits in the same two columns, the two may be swapped.
        var (answer, rows, columns) = Enumerable.Range(1, 100).Select(seed => SudokuGenerator.Minimal(3, seed).Answer).SelectMany(Swaps).First();
        var cells = answer.Cells.ToArray();
        foreach (var row in rows)
            foreach (var column in columns)
                cells[row * 9 + column] = 0;
        var puzzle = new SudokuGrid(3, cells);
        Assert.Equal(SudokuStanding.NotProper, SudokuSolver.Solve(puzzle, Cancel).Standing);
        await Refused.AsAsync(ErrorReason.PuzzleNotProper, () => grid.SolveAsync(Asking.Sudoku(puzzle.ToString())));
    }

    [Fact]
    public async Task Network_answers_what_it_knows_and_the_exact_solver_the_rest()
    {
        var version = await ParrotAsync();
        var answer = await grid.SolveAsync(Asking.Sudoku(Known.Question.ToString(), "parrot"));
        Assert.Equal((Known.Answer.ToString(), SolverKind.Trm, true, 1u, 1u, version.Digest), (answer.Sudoku, answer.Solver, answer.Verified, answer.Steps, answer.Views, answer.ModelDigest));

        answer = await grid.SolveAsync(new(Asking.Sudoku(Other.Question.ToString(), "parrot")) { MaxSteps = 2, MaxViews = 3 });
        Assert.Equal((Other.Answer.ToString(), SolverKind.Exact, true, 6u, 3u, version.Digest), (answer.Sudoku, answer.Solver, answer.Verified, answer.Steps, answer.Views, answer.ModelDigest));

        answer = await grid.SolveAsync(new(Asking.Sudoku(Other.Question.ToString(), $"parrot@{version.Digest}")) { AllowExact = false, MaxViews = 1 });
        Assert.Equal((SolverKind.Trm, false, 4u), (answer.Solver, answer.Verified, answer.Steps));
    }

    [Fact]
    public async Task Stream_tells_every_step_and_ends_with_the_final_answer()
    {
        await ParrotAsync();
        var told = await StreamAsync(new(Asking.Sudoku(Other.Question.ToString(), "parrot")) { MaxSteps = 3, MaxViews = 2 });
        Assert.Equal([1u, 2, 3, 4, 5, 6, 6], told.Select(message => message.Answer.Steps));
        Assert.Equal([false, false, false, false, false, false, true], told.Select(message => message.Final));
        Assert.All(told[..^1], message => Assert.Equal((SolverKind.Trm, false), (message.Answer.Solver, message.Answer.Verified)));
        Assert.Equal((SolverKind.Exact, Other.Answer.ToString()), (told[^1].Answer.Solver, told[^1].Answer.Sudoku));
    }

    /// <summary>A network of T 2 and n 3: eight latents a step, the last of which is the step's answer. A graph of another make shows its answers alone.</summary>
    [Fact]
    public async Task Latents_of_every_step_come_first_where_they_are_asked_for()
    {
        var configuration = new ModelConfiguration { Shape = SudokuTask.Shape(3), Mixer = Mixer.Units, Hidden = 8, Inner = 16, LatentSteps = 3, Cycles = 2, MaxSteps = 3, Halt = HaltReading.Mean };
        using var network = Network.Create(configuration, seed: 3);
        await grid.PushAsync(TestPackage.Of(ModelExport.ToOnnx(network, ExportPrecision.Fp32), configuration.Shape), "open");
        var told = await StreamAsync(new(Asking.Sudoku(Known.Question.ToString(), "open")) { AllowExact = false, MaxViews = 1 }, latents: true);
        var latents = told.TakeWhile(message => message.Latents is not null).Select(message => message.Latents).ToList();
        Assert.Equal([1u, 2, 3], latents.Select(step => step.Step));
        Assert.All(latents, step => Assert.Equal(["11", "12", "13", "10", "21", "22", "23", "20"], step.Latents.Select(latent => $"{latent.Cycle}{latent.Update}")));
        Assert.All(latents, step => Assert.All(step.Latents, latent => Assert.Equal((81, 81), (latent.Classes.Length, latent.Confidence.Length))));
        Assert.Equal([1u, 2, 3, 3], told.Skip(latents.Count).Select(message => message.Answer.Steps));
        Assert.Equal(told[^1].Answer.Sudoku, string.Concat(latents[^1].Latents[^1].Classes.Select(kind => kind - 1)));

        await ParrotAsync();
        told = await StreamAsync(new(Asking.Sudoku(Known.Question.ToString(), "parrot")), latents: true);
        Assert.Equal([1, 0, 0], told.Select(message => message.Latents?.Latents.Count ?? 0));
        Assert.Equal(Known.Answer.ToString(), string.Concat(told[0].Latents.Latents[0].Classes.Select(kind => kind - 1)));
        Assert.All(await StreamAsync(Asking.Sudoku(Known.Question.ToString(), "parrot")), message => Assert.Null(message.Latents));
    }

    [Fact]
    public async Task Model_that_cannot_answer_is_not_served()
    {
        await grid.PushAsync(TestPackage.Write(task: "sudoku"), "noise");
        await grid.PushAsync(TestPackage.Of(HandMadeGraphs.Parrot(SudokuGenerator.Minimal(2, 1).Answer), SudokuTask.Shape(2)), "small");
        await grid.PushBeelineAsync("planner");
        foreach (var model in new[] { "nobody", "parrot@7", "noise", "small", "planner", "sha256:" + new string('0', 64) })
            await Refused.AsAsync(ErrorReason.ModelNotServed, () => grid.SolveAsync(Asking.Sudoku(Known.Question.ToString(), model)));
        await Refused.AsAsync(ErrorReason.InvalidRequest, () => grid.SolveAsync(Asking.Sudoku(Known.Question.ToString(), "no such name!")));
    }

    [Fact]
    public async Task Request_outside_its_bounds_is_refused()
    {
        await Refused.AsAsync(ErrorReason.InvalidRequest, () => grid.SolveAsync(new()));
        await Refused.AsAsync(ErrorReason.InvalidRequest, () => StreamAsync(null));
        await Refused.AsAsync(ErrorReason.InvalidRequest, () => grid.SolveAsync(new(Asking.Sudoku(Known.Question.ToString())) { MaxSteps = 1_000_000 }));
        await Refused.AsAsync(ErrorReason.InvalidRequest, () => grid.SolveAsync(new(Asking.Sudoku(Known.Question.ToString())) { MaxViews = 1_000_000 }));
        await Refused.AsAsync(ErrorReason.NotPermitted, grid.Grid.As(CallerRole.Trainer).Solving.SolveAsync(Asking.Sudoku(Known.Question.ToString()), cancellationToken: Cancel));
    }

    [Fact]
    public async Task Answers_and_refusals_come_as_JSON_too()
    {
        using var web = new HttpClient { BaseAddress = grid.Grid.Host.Endpoints.Web };
        web.DefaultRequestHeaders.Authorization = new("Bearer", grid.Grid.Host.Identity.Tokens[CallerRole.Solver]);
        using var solved = await web.PostAsJsonAsync(new Uri("/v1/solve", UriKind.Relative), new { sudoku = new { puzzle = Known.Question.ToString() } }, Cancel);
        var answer = (await solved.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("answer");
        Assert.Equal((Known.Answer.ToString(), true), (answer.GetProperty("sudoku").GetString(), answer.GetProperty("verified").GetBoolean()));
        using var refused = await web.PostAsJsonAsync(new Uri("/v1/solve", UriKind.Relative), new { sudoku = new { puzzle = "12" } }, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("PUZZLE_INVALID", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private static IEnumerable<(SudokuGrid Answer, int[] Rows, int[] Columns)> Swaps(SudokuGrid answer) =>
        from rows in new int[][] { [0, 1], [0, 2], [1, 2], [3, 4], [3, 5], [4, 5], [6, 7], [6, 8], [7, 8] }
        from left in Enumerable.Range(0, 9)
        from right in Enumerable.Range(left + 1, 8 - left)
        where answer[rows[0], left] == answer[rows[1], right] && answer[rows[0], right] == answer[rows[1], left]
        select (answer, rows, new[] { left, right });

    private async Task<ModelVersion> ParrotAsync()
    {
        using var package = TestPackage.Of(HandMadeGraphs.Parrot(Known.Answer), SudokuTask.Shape(3));
        var version = await grid.Client.PushAsync(package.Folder, "parrot", cancellationToken: Cancel);
        await grid.Registry.SetAliasAsync(new() { Model = "parrot", Alias = "champion", VersionDigest = version.Digest }, cancellationToken: Cancel);
        return version;
    }

    private async Task<List<SolveStreamResponse>> StreamAsync(SolveRequest? request, bool latents = false)
    {
        using var call = grid.Solving.SolveStream(new() { Request = request, Latents = latents }, cancellationToken: Cancel);
        var told = new List<SolveStreamResponse>();
        while (await call.ResponseStream.MoveNext(Cancel))
            told.Add(call.ResponseStream.Current);
        return told;
    }
}
