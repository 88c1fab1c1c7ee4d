using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Planning;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Edge.Swap;

namespace Trm.Grid.Edge.LocalApi;

/// <summary>The robot's own interface to the agent.</summary>
internal sealed class PathPlanningService(MapStore maps, PlanDesk desk, AgentStatus status, MotionLock motion) : PathPlanning.PathPlanningBase
{
    public override async Task<LoadMapResponse> LoadMap(IAsyncStreamReader<LoadMapRequest> requestStream, ServerCallContext context)
    {
        var upload = new MapUpload();
        while (await requestStream.MoveNext(context.CancellationToken))
            upload.Add(requestStream.Current);
        try
        {
            return new LoadMapResponse { MapDigest = maps.Add(upload.Finish()) };
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            throw LocalError.Of(ErrorReason.DiskFull, "loading a map: the device's disk is full; make room there");
        }
    }

    public override async Task<PlanPathResponse> PlanPath(PlanPathRequest request, ServerCallContext context)
    {
        var answer = await AskAsync(request, null, context);
        return new PlanPathResponse { ResultId = answer.ResultId, Plan = answer.Plan, Certificate = answer.Certificate };
    }

    public override async Task PlanPathStream(PlanPathStreamRequest request, IServerStreamWriter<PlanPathStreamResponse> responseStream, ServerCallContext context)
    {
        // A slow reader misses intermediate paths; it never holds up the planner.
        var better = System.Threading.Channels.Channel.CreateBounded<Plan>(
            new System.Threading.Channels.BoundedChannelOptions(4) { FullMode = System.Threading.Channels.BoundedChannelFullMode.DropOldest });
        var asking = AskAsync(request.Request ?? new PlanPathRequest(), p => better.Writer.TryWrite(p.Clone()), context);
        _ = asking.ContinueWith(_ => better.Writer.Complete(), TaskScheduler.Default);
        await foreach (var plan in better.Reader.ReadAllAsync(context.CancellationToken))
            await responseStream.WriteAsync(new PlanPathStreamResponse { Plan = plan }, context.CancellationToken);
        var answer = await asking;
        await responseStream.WriteAsync(new PlanPathStreamResponse { ResultId = answer.ResultId, Plan = answer.Plan, Final = true, Certificate = answer.Certificate }, context.CancellationToken);
    }

    public override Task<IsPathValidResponse> IsPathValid(IsPathValidRequest request, ServerCallContext context)
    {
        try
        {
            return Task.FromResult(desk.Check(request));
        }
        catch (PlanRefusedException e)
        {
            throw LocalError.Of(e.Reason, e.Message);
        }
    }

    public override Task<BeginMotionResponse> BeginMotion(BeginMotionRequest request, ServerCallContext context) =>
        Task.FromResult(new BeginMotionResponse { Granted = motion.Hold(LengthOf("hold", request.Hold)).ToDuration() });

    public override Task<EndMotionResponse> EndMotion(EndMotionRequest request, ServerCallContext context)
    {
        motion.Release();
        return Task.FromResult(new EndMotionResponse());
    }

    public override Task<GetAgentStatusResponse> GetAgentStatus(GetAgentStatusRequest request, ServerCallContext context) => Task.FromResult(status.Tell());

    private static TimeSpan? LengthOf(string field, Duration? length) => length is null ? null
        : length.Seconds is >= 0 and <= 86_400 && length.Nanos is >= 0 and <= 999_999_999 ? length.ToTimeSpan()
        : throw LocalError.Of(ErrorReason.InvalidRequest, $"{field}: expected 0 to 86400 seconds, got {length.Seconds}");

    private async Task<PlanAnswer> AskAsync(PlanPathRequest request, Action<Plan>? better, ServerCallContext context)
    {
        // First: a refused question must not be planned, counted and reported.
        var follow = LengthOf("follow_for", request.FollowFor);
        try
        {
            var query = request.Query ?? new PlanQuery();
            // The call's deadline is the robot's: the best checked path shall be out a little before it.
            if (query.TimeLimit is null && context.Deadline != DateTime.MaxValue)
            {
                var left = (context.Deadline - CallDeadline.Now) * 0.9;
                query = query.Clone();
                query.TimeLimit = (left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1)).ToDuration();
            }
            var answer = await desk.AskAsync(request.MapDigest, query, better, context.CancellationToken);
            if (follow is not null && answer.Plan.Path.Count > 0)
                motion.Hold(follow);
            return answer;
        }
        catch (PlanRefusedException e)
        {
            throw LocalError.Of(e.Reason, e.Message);
        }
        catch (OperationCanceledException) when (context.Deadline <= CallDeadline.Now)
        {
            throw LocalError.Of(ErrorReason.Deadline, "planning: the call's deadline passed before it was this question's turn; allow more time");
        }
    }
}
