using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Results;

namespace Trm.Grid.Tests.Unit.Edge;

/// <summary>A robot without a link for weeks, and what its grid gets when it is back.</summary>
public sealed class WeeksOfflineTests
{
    private const int Weeks = 6;
    private const long Bound = 256 << 10;
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(30);
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Six_weeks_of_plans_stay_in_their_bound_failures_longest_and_arrive_once_over_a_link_that_keeps_breaking()
    {
        using var folder = new EdgeFolder();
        var time = new SettableTime(Monday);
        var (ordinary, failures) = (new List<string>(), new List<string>());
        var spool = new ResultSpool(folder.Path, Bound);
        for (var i = 0; time.GetUtcNow() < Monday.AddDays(7 * Weeks); i++)
        {
            var result = Result(time.GetUtcNow(), failed: i % 25 == 0);
            (result.Plan.ErrorCode != 0 ? failures : ordinary).Add(result.Id);
            Assert.True(spool.Append(result));
            time.Pass(Between);
            // The board is switched off every weekend.
            if (i % 240 == 239)
                spool = new ResultSpool(folder.Path, Bound);
        }
        Assert.Equal(Weeks * 7 * 48, ordinary.Count + failures.Count);
        Assert.True(Directory.EnumerateFiles(folder.Path, "*.seg", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length) <= Bound);
        var (waiting, dropped) = (spool.Count, spool.Dropped);
        Assert.Equal(ordinary.Count + failures.Count, waiting + dropped);
        Assert.True(dropped > ordinary.Count / 2, $"only {dropped} were dropped: the test is too small for its bound");

        var grid = new BreakingGrid();
        var sender = new ResultSender(spool, new Signal(), Retry, NullLogger.Instance);
        for (var connections = 0; spool.Count > 0; connections++)
        {
            Assert.True(connections < 500, $"{spool.Count} results never arrived");
            using var link = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            grid.Empty = () => { if (spool.Count == 0) link.Cancel(); };
            await Assert.ThrowsAnyAsync<Exception>(() => sender.RunAsync(grid, link.Token));
            // The power goes too: what was acknowledged must not come again for ever, what was not must come again.
            spool = new ResultSpool(folder.Path, Bound);
            sender = new ResultSender(spool, new Signal(), Retry, NullLogger.Instance);
        }
        Assert.Equal(waiting, grid.Kept.Count);
        Assert.Empty(failures.Except(grid.Kept));
        Assert.Equal(ordinary.TakeLast((int)waiting - failures.Count), grid.Kept.Except(failures));
        Assert.Equal(dropped, spool.Dropped);
    }

    [Fact]
    public void Failures_too_stay_in_their_bound()
    {
        using var folder = new EdgeFolder();
        var spool = new ResultSpool(folder.Path, 16 << 10);
        for (var i = 0; i < 200; i++)
            spool.Append(Result(Monday.AddMinutes(i), failed: true));
        var kept = spool.Peek(1000, 1 << 20);
        Assert.Equal(200, kept.Count + spool.Dropped);
        Assert.Equal(Monday.AddMinutes(199), kept[^1].Result.PlannedAt.ToDateTimeOffset());
        Assert.True(Directory.EnumerateFiles(folder.Path, "*.seg", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length) <= 4 << 10);
    }

    [Fact]
    public async Task Grid_whose_disk_is_full_is_asked_again_later_over_the_same_link()
    {
        using var folder = new EdgeFolder();
        var spool = new ResultSpool(folder.Path, Bound);
        spool.Append(Result(Monday, failed: false));
        using var link = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var grid = new FullGrid { Room = link.Cancel };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ResultSender(spool, new Signal(), Retry, NullLogger.Instance).RunAsync(grid, link.Token));
        Assert.Equal((0, 0, 4), (spool.Count, spool.Dropped, grid.Calls));
    }

    private static Backoff Retry => new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), TimeProvider.System);

    private static PlanResult Result(DateTimeOffset at, bool failed) => new()
    {
        Id = Guid.CreateVersion7(at).ToString("n"),
        PlannedAt = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(at),
        Plan = new Plan { ErrorCode = failed ? 208u : 0, Message = new string('m', 200) },
    };

    /// <summary>Has no room for three calls, then takes all.</summary>
    private sealed class FullGrid : DeviceLink.DeviceLinkClient
    {
        public int Calls { get; private set; }

        public required Action Room { get; init; }

        public override AsyncUnaryCall<ReportResultsResponse> ReportResultsAsync(ReportResultsRequest request, CallOptions options)
        {
            var answer = ++Calls <= 3
                ? Task.FromException<ReportResultsResponse>(new RpcException(new Status(StatusCode.ResourceExhausted, "the disk is full")))
                : Task.FromResult(new ReportResultsResponse { AcceptedIds = { request.Results.Select(r => r.Id) } });
            if (Calls > 3)
                _ = Task.Delay(20).ContinueWith(_ => Room(), TaskScheduler.Default);
            return new(answer, Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
        }
    }

    /// <summary>Keeps results by id; every third answer is lost on its way, and the link with it.</summary>
    private sealed class BreakingGrid : DeviceLink.DeviceLinkClient
    {
        private readonly HashSet<string> _seen = [];
        private int _calls;

        public List<string> Kept { get; } = [];

        public Action Empty { get; set; } = () => { };

        public override AsyncUnaryCall<ReportResultsResponse> ReportResultsAsync(ReportResultsRequest request, CallOptions options)
        {
            // A slow link: a few at a time.
            var few = request.Results.Take(40).Select(r => r.Id).ToList();
            Kept.AddRange(few.Where(_seen.Add));
            var answer = ++_calls % 3 == 0
                ? Task.FromException<ReportResultsResponse>(new RpcException(new Status(StatusCode.Unavailable, "the link broke")))
                : Task.FromResult(new ReportResultsResponse { AcceptedIds = { few } });
            _ = Task.Delay(20).ContinueWith(_ => Empty(), TaskScheduler.Default);
            return new(answer, Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
        }
    }
}
