using Google.Protobuf;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Runtime.Wire;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;
using Cell = Trm.Grid.Puzzles.Planning.Cell;

namespace Trm.Grid.Tests.Functional.Solving;

/// <summary>What the tests of solving do over and over.</summary>
internal static class Asking
{
    public static async Task<Answer> SolveAsync(this AnswersGrid grid, SolveRequest request) =>
        (await grid.Solving.SolveAsync(request, cancellationToken: TestContext.Current.CancellationToken)).Answer;

    public static SolveRequest Sudoku(string puzzle, string model = "") => new() { Model = model, Sudoku = new() { Puzzle = puzzle } };

    public static SolveRequest Path(CostMap map, Cell start, Cell goal, string model = "") => new()
    {
        Model = model,
        Map = new() { MapDigest = map.Digest, Query = new() { Start = PlanWire.PointOf(start, map), Goal = PlanWire.PointOf(goal, map) } },
    };

    public static Task<string> UploadAsync(this AnswersGrid grid, CostMap map) => grid.UploadAsync(
        CostMapWire.ToPieces(map).Select(piece => new UploadMapRequest { Map = piece.Head, Cells = piece.Cells }));

    public static async Task<string> UploadAsync(this AnswersGrid grid, IEnumerable<UploadMapRequest> messages)
    {
        using var call = grid.Solving.UploadMap(cancellationToken: TestContext.Current.CancellationToken);
        foreach (var message in messages)
        {
            try
            {
                await call.RequestStream.WriteAsync(message);
            }
            catch (Exception fault) when (fault is InvalidOperationException or Grpc.Core.RpcException)
            {
                // The server has answered before all was sent: its answer says why.
                break;
            }
        }
        await Record.ExceptionAsync(call.RequestStream.CompleteAsync);
        return (await call).MapDigest;
    }

    /// <summary>Open ground of the size that the planners here take.</summary>
    public static CostMap Open { get; } = new(AnswersGrid.Side, AnswersGrid.Side, new byte[AnswersGrid.Side * AnswersGrid.Side], 0.5, -2, 3);

    public static UploadMapRequest Head(uint width, uint height, int cells, double resolution = 1) =>
        new() { Map = new() { Width = width, Height = height, ResolutionM = resolution }, Cells = ByteString.CopyFrom(new byte[cells]) };
}
