using Google.Protobuf;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Sudoku;
using Trm.Grid.Runtime.Wire;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Tests.Functional.Evaluation;

/// <summary>Evaluation sets whose outcome is known.</summary>
internal static class Sets
{
    private const int Side = AnswersGrid.Side;

    /// <summary>Queries on open ground.</summary>
    public static EvaluationSet Open(int count) => new() { Name = "open ground", Planning = { Enumerable.Range(0, count).Select(i => Instance(new byte[Side * Side], i)) } };

    /// <summary>Queries through a wall with its gap far away from the straight line: whoever heads straight on is caught.</summary>
    public static EvaluationSet Walled(int count)
    {
        var cells = new byte[Side * Side];
        for (var y = 0; y < Side - 1; y++)
            cells[y * Side + Side / 2] = CellCost.Lethal;
        // Two more make a dead end of the straight line.
        cells[1 * Side + Side / 2 - 1] = CellCost.Lethal;
        cells[1 * Side + Side / 2 - 2] = CellCost.Lethal;
        return new() { Name = "walls", Planning = { Enumerable.Range(0, count).Select(_ => Instance(cells, new Cell(0, 0), new Cell(Side - 1, 0))) } };
    }

    public static EvaluationSet Sudokus(int count) => new()
    {
        Name = "minimal",
        Sudoku = { Enumerable.Range(1, count).Select(seed => SudokuGenerator.Minimal(3, seed)).Select(made => new SudokuInstance { Puzzle = made.Question.ToString(), Answer = made.Answer.ToString() }) },
    };

    public static async Task<Suite> UploadAsync(AnswersGrid grid, EvaluationSet set) =>
        new() { DatasetDigest = (await grid.Client.UploadAsync(set.ToByteArray(), TestContext.Current.CancellationToken)).ToString() };

    private static PlanningInstance Instance(byte[] cells, int i) => Instance(cells, new(i % Side, 3 * i % 7), new(Side - 1 - i % 5, Side - 1 - i % 3));

    public static PlanningInstance Instance(byte[] cells, Cell start, Cell goal) => new()
    {
        Map = CostMapWire.ToMessage(new CostMap(Side, Side, cells)),
        Start = new() { X = (uint)start.X, Y = (uint)start.Y },
        Goal = new() { X = (uint)goal.X, Y = (uint)goal.Y },
    };
}
