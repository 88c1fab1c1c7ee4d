using Google.Protobuf;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;

namespace Trm.Grid.Tests.Functional.Evaluation;

public sealed class RefusalTests(AnswersGrid grid) : IClassFixture<AnswersGrid>
{
    private const ErrorReason Invalid = ErrorReason.InvalidRequest;
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static readonly TheoryData<string, ErrorReason> Requests = new()
    {
        { "unknown digest",          ErrorReason.VersionNotFound },
        { "unknown model",           ErrorReason.ModelNotFound },
        { "unknown baseline",        ErrorReason.VersionNotFound },
        { "baseline of other task",  ErrorReason.SuiteUnfit },
        { "suite of other task",     ErrorReason.SuiteUnfit },
        { "suite of other size",     ErrorReason.SuiteUnfit },
        { "16x16 Sudokus",           ErrorReason.SuiteUnfit },
        { "unknown blob",            ErrorReason.BlobNotFound },
        { "no request id",           Invalid },
        { "no model",                Invalid },
        { "no suite",                Invalid },
        { "count 0",                 Invalid },
        { "4 cells",                 Invalid },
        { "more than the memory",    Invalid },
        { "precision fp16",          Invalid },
        { "precision not there",     Invalid },
        { "too many steps",          Invalid },
        { "digest of 3 letters",     Invalid },
    };

    public static readonly TheoryData<string, ErrorReason> Datasets = new()
    {
        { "noise",                   ErrorReason.DatasetInvalid },
        { "empty",                   ErrorReason.DatasetInvalid },
        { "both tasks",              ErrorReason.DatasetInvalid },
        { "start in a wall",         ErrorReason.DatasetInvalid },
        { "goal outside",            ErrorReason.DatasetInvalid },
        { "no map",                  ErrorReason.DatasetInvalid },
        { "cells missing",           ErrorReason.DatasetInvalid },
        { "wrong answer",            ErrorReason.DatasetInvalid },
        { "puzzle of 80 letters",    ErrorReason.DatasetInvalid },
        { "other task",              ErrorReason.SuiteUnfit },
        { "other size",              ErrorReason.SuiteUnfit },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Request_that_could_not_be_measured_is_refused_before_it_is_queued(string what, ErrorReason reason)
    {
        var version = await PlannerAsync();
        var request = new StartEvaluationRequest { RequestId = what, VersionDigest = version.Digest, Suite = new() { GeneratedPlanning = new() { Count = 1, Cells = AnswersGrid.Side } } };
        switch (what)
        {
            case "unknown digest": request.VersionDigest = Digest.OfText("nothing").ToString(); break;
            case "unknown model": (request.Model, request.VersionDigest) = ("nobody", ""); break;
            case "unknown baseline": request.BaselineDigest = Digest.OfText("nothing").ToString(); break;
            case "baseline of other task": request.BaselineDigest = (await SudokuAsync()).Digest; break;
            case "suite of other task": request.Suite = new() { GeneratedSudoku = new() { Count = 1 } }; break;
            case "suite of other size": request.Suite.GeneratedPlanning.Cells = 32; break;
            case "16x16 Sudokus": (request.VersionDigest, request.Suite) = ((await PushAsync(TestPackage.Of([], Puzzles.Sudoku.SudokuTask.Shape(4)), "wide-sudoku")).Digest, new() { GeneratedSudoku = new() { Count = 1 } }); break;
            case "unknown blob": request.Suite = new() { DatasetDigest = Digest.OfText("nothing").ToString() }; break;
            case "no request id": request.RequestId = ""; break;
            case "no model": request.VersionDigest = ""; break;
            case "no suite": request.Suite = null; break;
            case "count 0": request.Suite.GeneratedPlanning.Count = 0; break;
            case "4 cells": request.Suite.GeneratedPlanning.Cells = 4; break;
            case "more than the memory": request.Suite.GeneratedPlanning = new() { Count = 100_000, Cells = 512 }; break;
            case "precision fp16": request.Precision = "fp16"; break;
            case "precision not there": request.Precision = "int8"; break;
            case "too many steps": request.Suite.MaxSteps = 1_000_000; break;
            case "digest of 3 letters": request.Suite = new() { DatasetDigest = "abc" }; break;
        }
        var error = await Refused.AsAsync(reason, grid.Evaluation.StartEvaluationAsync(request, cancellationToken: Cancel));
        Assert.Equal(reason == Invalid, error.Violations.Count > 0);
        Assert.DoesNotContain((await grid.Evaluation.ListEvaluationsAsync(new(), cancellationToken: Cancel)).Evaluations, queued => queued.VersionDigest == version.Digest);
    }

    [Theory]
    [MemberData(nameof(Datasets))]
    public async Task Dataset_that_is_broken_is_refused_with_its_place(string what, ErrorReason reason)
    {
        var (planning, sudoku) = (Sets.Open(2), Sets.Sudokus(1));
        var (version, set) = what is "wrong answer" or "puzzle of 80 letters" ? (await SudokuAsync(), sudoku) : (await PlannerAsync(), planning);
        switch (what)
        {
            case "empty": set = new() { Name = "nothing" }; break;
            case "both tasks": set.Sudoku.Add(sudoku.Sudoku); break;
            case "start in a wall": set.Planning[1].Map.Cells = ByteString.CopyFrom(Enumerable.Repeat((byte)254, AnswersGrid.Side * AnswersGrid.Side).ToArray()); break;
            case "goal outside": set.Planning[1].Goal.X = uint.MaxValue; break;
            case "no map": set.Planning[1].Map = null; break;
            case "cells missing": set.Planning[1].Map.Cells = ByteString.CopyFrom(1, 2, 3); break;
            case "wrong answer": set.Sudoku[0].Answer = Sets.Sudokus(2).Sudoku[1].Answer; break;
            case "puzzle of 80 letters": set.Sudoku[0].Puzzle = set.Sudoku[0].Puzzle[1..]; break;
            case "other task": set = sudoku; break;
            case "other size": (set.Planning[1].Map.Width, set.Planning[1].Map.Height, set.Planning[1].Goal.X) = (8, 32, 5); break;
        }
        var bytes = what == "noise" ? [.. Enumerable.Range(0, 200).Select(i => (byte)(i * 37 | 7))] : set.ToByteArray();
        var suite = new Suite { DatasetDigest = (await grid.Client.UploadAsync(bytes, Cancel)).ToString() };
        var error = await Refused.AsAsync(reason, () => grid.StartAsync(version, suite));
        if (what is "start in a wall" or "goal outside" or "no map" or "cells missing")
            Assert.Contains("instance 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluation_that_nobody_started_is_not_found()
    {
        await Refused.AsAsync(ErrorReason.EvaluationNotFound, grid.Evaluation.GetEvaluationAsync(new() { EvaluationId = "eval-none" }, cancellationToken: Cancel));
        await Refused.AsAsync(ErrorReason.EvaluationNotFound, grid.Evaluation.GetEvaluationAsync(new(), cancellationToken: Cancel));
        await Refused.AsAsync(ErrorReason.EvaluationNotFound, grid.Evaluation.CancelEvaluationAsync(new() { EvaluationId = "eval-none" }, cancellationToken: Cancel));
        await Refused.AsAsync(ErrorReason.EvaluationNotFound, async () => await grid.WatchAsync("eval-none").GetAsyncEnumerator().MoveNextAsync());
    }

    [Fact]
    public async Task Solver_may_not_evaluate()
    {
        var solver = grid.Grid.As(CallerRole.Solver).Evaluation;
        await Refused.AsAsync(ErrorReason.NotPermitted, solver.StartEvaluationAsync(new() { RequestId = "solver" }, cancellationToken: Cancel));
        await Refused.AsAsync(ErrorReason.NotPermitted, solver.ListEvaluationsAsync(new(), cancellationToken: Cancel));
    }

    // Pushing what is there is harmless: every case has the same two versions.
    private Task<ModelVersion> PlannerAsync() => PushAsync(TestPackage.Of(HandMadeGraphs.Beeline(AnswersGrid.Side), HandMadeGraphs.PlannerOf(AnswersGrid.Side)), "planner");

    private Task<ModelVersion> SudokuAsync() => PushAsync(TestPackage.Of(
        HandMadeGraphs.Parrot(Puzzles.Sudoku.SudokuGenerator.Minimal(3, 1).Answer), Puzzles.Sudoku.SudokuTask.Shape(3)), "sudoku");

    private async Task<ModelVersion> PushAsync(TestPackage package, string model)
    {
        using (package)
            return await grid.Client.PushAsync(package.Folder, model, cancellationToken: Cancel);
    }
}
