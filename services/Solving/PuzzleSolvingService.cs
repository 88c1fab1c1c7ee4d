using System.Threading.Channels;
using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Solving.Maps;
using Trm.Grid.Solving.Questions;

namespace Trm.Grid.Solving;

/// <summary>The rpcs of PuzzleSolving.</summary>
[Allow(CallerRole.Solver, CallerRole.Operator)]
internal sealed class PuzzleSolvingService(Admission admission, SudokuDesk sudokus, MazeDesk mazes, GridsDesk grids, ArcDesk arcs, PathDesk paths, MapShelf maps) : PuzzleSolving.PuzzleSolvingBase
{
    // Bounds that no honest question reaches, so that one request cannot hold a slot for good.
    private const uint MostSteps = 4096;
    private const uint MostViews = 1024;

    public override async Task<SolveResponse> Solve(SolveRequest request, ServerCallContext context) =>
        new() { Answer = await AnswerAsync(request, null, null, context.CancellationToken).ConfigureAwait(false) };

    public override async Task SolveStream(SolveStreamRequest request, IServerStreamWriter<SolveStreamResponse> responseStream, ServerCallContext context)
    {
        // A slow reader loses steps between, never the last one and no latents: the computation does not wait for it.
        var told = Channel.CreateUnbounded<StepLatents>();
        var steps = Channel.CreateBounded<Answer>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest });
        var solving = SolveInto(steps.Writer);
        await foreach (var latents in told.Reader.ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
            await responseStream.WriteAsync(new SolveStreamResponse { Latents = latents }, context.CancellationToken).ConfigureAwait(false);
        await foreach (var answer in steps.Reader.ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
            await responseStream.WriteAsync(new SolveStreamResponse { Answer = answer }, context.CancellationToken).ConfigureAwait(false);
        await responseStream.WriteAsync(new SolveStreamResponse { Answer = await solving.ConfigureAwait(false), Final = true }, context.CancellationToken).ConfigureAwait(false);

        async Task<Answer> SolveInto(ChannelWriter<Answer> into)
        {
            try
            {
                Action<StepLatents>? onLatents = request.Latents ? latents => told.Writer.TryWrite(latents) : null;
                return await AnswerAsync(request.Request ?? new(), Answered, onLatents, context.CancellationToken).ConfigureAwait(false);
            }
            finally
            {
                told.Writer.TryComplete();
                into.Complete();
            }

            void Answered(Answer answer)
            {
                // Latents come before every answer.
                told.Writer.TryComplete();
                into.TryWrite(answer);
            }
        }
    }

    public override async Task<UploadMapResponse> UploadMap(IAsyncStreamReader<UploadMapRequest> requestStream, ServerCallContext context) =>
        new() { MapDigest = await maps.ReceiveAsync(requestStream, context.CancellationToken).ConfigureAwait(false) };

    private async Task<Answer> AnswerAsync(SolveRequest request, Action<Answer>? onStep, Action<StepLatents>? onLatents, CancellationToken cancellation)
    {
        if (request.QuestionCase == SolveRequest.QuestionOneofCase.None)
            throw GridException.Invalid("question", "expected sudoku, maze, grid or map, got none");
        if (request.MaxSteps > MostSteps || request.MaxViews > MostViews)
            throw GridException.Invalid("max_steps", $"expected at most {MostSteps} steps and {MostViews} views, got {request.MaxSteps} and {request.MaxViews}");
        using var slot = await admission.EnterAsync(cancellation).ConfigureAwait(false);
        // The solver computes on the thread that calls it; a request's own thread must stay free for others.
        return await Task.Run(() => request.QuestionCase switch
        {
            SolveRequest.QuestionOneofCase.Sudoku => sudokus.SolveAsync(request, onStep, cancellation, onLatents),
            SolveRequest.QuestionOneofCase.Maze => mazes.SolveAsync(request, onStep, cancellation, onLatents),
            SolveRequest.QuestionOneofCase.Grid when request.Grid.Task.Length > 0 => arcs.SolveAsync(request, cancellation),
            SolveRequest.QuestionOneofCase.Grid => grids.SolveAsync(request, onStep, cancellation, onLatents),
            _ => paths.SolveAsync(request, onStep, cancellation, onLatents),
        }, cancellation).ConfigureAwait(false);
    }
}
