using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Puzzles.Planning;
using Message = Trm.Grid.Contracts.V1.Evaluation;

namespace Trm.Grid.Tests.Functional.Evaluation;

public sealed class LivingTests
{
    // Products a step: some 50 ms, so that an evaluation of 500 instances is long under way when the test looks.
    private const int Slow = 150;
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly Suite Long = new() { GeneratedPlanning = new() { Count = 500, Cells = AnswersGrid.Side } };

    [Fact]
    public async Task Repeated_start_returns_the_first_evaluation_and_another_under_its_id_is_refused()
    {
        await using var grid = await AnswersGrid.StartAsync();
        var version = await grid.PushBeelineAsync();
        var suite = await Sets.UploadAsync(grid, Sets.Open(3));
        var started = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => grid.StartAsync(version, suite, "once")));
        Assert.Single(started.Select(evaluation => evaluation.Id).Distinct());
        var ended = await grid.EndAsync(started[0]);
        Assert.Equal(ended, await grid.StartAsync(version, suite, "once"));
        Assert.Single((await grid.Evaluation.ListEvaluationsAsync(new(), cancellationToken: Cancel)).Evaluations);
        await Refused.AsAsync(ErrorReason.RequestIdReused, () => grid.StartAsync(version, Long, "once"));
    }

    [Fact]
    public async Task Watch_goes_on_behind_any_of_its_cursors()
    {
        await using var grid = await AnswersGrid.StartAsync();
        var version = await grid.PushBeelineAsync(products: 20);
        var suite = await Sets.UploadAsync(grid, Sets.Open(40));
        var first = await grid.StartAsync(version, suite);
        var all = await ReadAsync(grid, first.Id);
        Assert.Equal(EvaluationState.Queued, all[0].Evaluation.State);
        Assert.Equal(EvaluationState.Succeeded, all[^1].Evaluation.State);
        Assert.Equal(all.Select(seen => seen.Evaluation.Done).Order(), all.Select(seen => seen.Evaluation.Done));
        for (var i = 0; i < all.Count; i++)
            Assert.Equal(all[(i + 1)..], await ReadAsync(grid, first.Id, all[i].Cursor));

        var second = await grid.EndAsync(await grid.StartAsync(version, suite));
        await Refused.AsAsync(ErrorReason.InvalidCursor, () => ReadAsync(grid, second.Id, all[0].Cursor));
        await Refused.AsAsync(ErrorReason.InvalidCursor, () => ReadAsync(grid, second.Id, "nonsense!"));
        var page = await grid.Evaluation.ListEvaluationsAsync(new() { PageSize = 1 }, cancellationToken: Cancel);
        Assert.Equal(second.Id, Assert.Single(page.Evaluations).Id);
        page = await grid.Evaluation.ListEvaluationsAsync(new() { PageSize = 1, PageToken = page.NextPageToken }, cancellationToken: Cancel);
        Assert.Equal((first.Id, ""), (Assert.Single(page.Evaluations).Id, page.NextPageToken));
    }

    [Fact]
    public async Task Cancelled_evaluation_stops_at_once_and_the_next_one_goes_on()
    {
        await using var grid = await AnswersGrid.StartAsync();
        var slow = await grid.PushBeelineAsync("slow", products: Slow);
        var quick = await grid.PushBeelineAsync("quick");
        var running = await grid.StartAsync(slow, Long);
        var queued = await grid.StartAsync(slow, Long);
        var next = await grid.StartAsync(quick, await Sets.UploadAsync(grid, Sets.Open(3)));
        await grid.UntilAsync(running, seen => seen.State == EvaluationState.Running);
        foreach (var evaluation in new[] { queued, running, running })
            Assert.Equal(EvaluationState.Cancelled, (await grid.Evaluation.CancelEvaluationAsync(new() { EvaluationId = evaluation.Id }, cancellationToken: Cancel)).Evaluation.State);
        Assert.Equal(EvaluationState.Succeeded, (await grid.EndAsync(next)).State);
        Assert.Equal(EvaluationState.Cancelled, (await grid.EndAsync(running)).State);
        Assert.Empty((await grid.Client.FindAsync(ModelReference.Parse("slow"), Cancel)).Evaluations);
        Assert.Equal(EvaluationState.Succeeded, (await grid.Evaluation.CancelEvaluationAsync(new() { EvaluationId = next.Id }, cancellationToken: Cancel)).Evaluation.State);
    }

    [Fact]
    public async Task Restart_takes_up_what_was_running_and_what_was_queued()
    {
        await using var grid = await AnswersGrid.StartAsync();
        var version = await grid.PushBeelineAsync(products: 20);
        var suite = await Sets.UploadAsync(grid, Sets.Open(40));
        Message[] evaluations = [await grid.StartAsync(version, suite), await grid.StartAsync(version, suite)];
        await grid.UntilAsync(evaluations[0], seen => seen.State == EvaluationState.Running);
        await grid.Grid.StopAsync();
        await grid.Grid.StartAgainAsync();
        foreach (var evaluation in evaluations)
            Assert.Equal((EvaluationState.Succeeded, 40ul, 1), await grid.EndAsync(evaluation) is var ended ? (ended.State, ended.Done, ended.Metrics["valid"]) : default);
        Assert.Equal(2, (await grid.Client.FindAsync(ModelReference.Parse("planner"), Cancel)).Evaluations.Count);
    }

    /// <summary>One that takes the process with it, each time, would else do so at every start and keep all others waiting.</summary>
    [Theory]
    [InlineData(2, EvaluationState.Succeeded)]
    [InlineData(3, EvaluationState.Failed)]
    public async Task Evaluation_under_which_the_process_was_lost_three_times_is_given_up(int times, EvaluationState end)
    {
        await using var grid = await AnswersGrid.StartAsync();
        grid.Grid.Expect("evaluation_broke");
        var version = await grid.PushBeelineAsync(products: 20);
        var started = await grid.StartAsync(version, await Sets.UploadAsync(grid, Sets.Open(40)));
        await grid.UntilAsync(started, seen => seen.State == EvaluationState.Running);
        await grid.Grid.StopAsync();
        await using (var store = SqliteStateStore.Open(Assert.Single(Directory.GetFiles(Path.Combine(grid.Grid.Paths.Home, "evaluation"), "*.db"))))
        {
            Assert.Null(await store.ReadAsync(state => state.Get("begun", started.Id), Cancel)); // it was let go in good order
            await store.WriteAsync(state =>
            {
                state.Put("begun", started.Id, BitConverter.GetBytes(times));
                return true;
            }, Cancel);
        }
        await grid.Grid.StartAgainAsync();
        var ended = await grid.EndAsync(started);
        Assert.Equal(end, ended.State);
        Assert.Equal(end == EvaluationState.Failed, ended.Failure.Contains("ended 3 times in a row", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.Cancelled)] // the registry stops
    public async Task Proof_whose_acknowledgement_was_lost_is_attached_with_the_same_figures(StatusCode heard)
    {
        await using var grid = await AnswersGrid.StartAsync();
        var version = await grid.PushBeelineAsync();
        grid.Calls.LoseAnswer("AttachEvaluation", heard);
        var ended = await grid.EndAsync(await grid.StartAsync(version, await Sets.UploadAsync(grid, Sets.Open(5))));
        Assert.True(grid.Calls.HasLost("AttachEvaluation"));
        Assert.Equal(EvaluationState.Succeeded, ended.State);
        Assert.Equal(ended.Metrics, Assert.Single((await grid.Client.FindAsync(ModelReference.Parse("planner"), Cancel)).Evaluations).Metrics);
    }

    [Fact]
    public async Task Version_whose_graph_does_not_run_fails_in_words()
    {
        await using var grid = await AnswersGrid.StartAsync();
        grid.Grid.Expect("evaluation_broke");
        var broken = await grid.PushAsync(TestPackage.Write(), "broken");
        var ended = await grid.EndAsync(await grid.StartAsync(broken, new() { GeneratedPlanning = new() { Count = 2, Cells = AnswersGrid.Side } }));
        Assert.Equal((EvaluationState.Failed, 0), (ended.State, ended.Metrics.Count));
        Assert.Contains("expected an ONNX graph", ended.Failure, StringComparison.Ordinal);
        Assert.Empty((await grid.Client.FindAsync(ModelReference.Parse("broken"), Cancel)).Evaluations);
    }

    private static async Task<List<(string Cursor, Message Evaluation)>> ReadAsync(AnswersGrid grid, string id, string cursor = "")
    {
        var seen = new List<(string, Message)>();
        await foreach (var entry in grid.WatchAsync(id, cursor))
            seen.Add(entry);
        return seen;
    }
}
