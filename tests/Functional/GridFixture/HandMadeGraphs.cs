using Google.Protobuf;
using Trm.Grid.Model.Export;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Puzzles.Grids;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Sudoku;
using Trm.Grid.Runtime;
using DataType = Trm.Grid.Contracts.Onnx.TensorProto.Types.DataType;

namespace Trm.Grid.Tests.Functional;

/// <summary>Step graphs whose answers are known beforehand, for tests that are about what stands around a network.</summary>
internal static class HandMadeGraphs
{
    private const int Steps = 4;
    private const float DiagonalExtra = 0.41421356f;

    public static TaskShape PlannerOf(int side) => PlannerTask.Shape with { Height = side, Width = side };

    /// <summary>A planner that always heads straight for the goal: perfect on open ground, blind to walls.</summary>
    /// <param name="side">Rows and columns of the maps that it takes.</param>
    /// <param name="halts">Whether its halt head believes in every answer.</param>
    /// <param name="products">Products of 256 x 256 matrices that make a step slow: less than a millisecond each.</param>
    public static byte[] Beeline(int side, bool halts = true, int products = 0)
    {
        var graph = new OnnxGraph("beeline");
        var planes = graph.Input("planes", DataType.Float, "batch", PlannerTask.Channels, side, side);
        var (reset, y, z) = State(graph, 1, side, side);
        var goal = graph.Node("Gather", [planes, graph.Whole(2)], OnnxSetting.Whole("axis", 1));
        var toX = Distances(graph, goal, side, "x", (x, _, move) => x + Move.Dx[move]);
        var toY = Distances(graph, goal, side, "y", (_, y, move) => y + Move.Dy[move]);
        var octile = graph.Node("Add", [graph.Node("Max", [toX, toY]), graph.Node("Mul", [graph.Node("Min", [toX, toY]), graph.Scalar(DiagonalExtra)])]);
        for (var i = 0; i < products; i++)
            octile = graph.Node("Add", [octile, Slow(graph, y, i)]);
        return Finish(graph, graph.Node("Neg", [octile]), (reset, y, z), PlannerOf(side), halts, 1, side, side);
    }

    /// <summary>A Sudoku network that gives the same answer to every puzzle.</summary>
    /// <param name="answer">What it says.</param>
    /// <param name="products">As above.</param>
    public static byte[] Parrot(SudokuGrid answer, int products = 0) => Parrot(SudokuTask.Shape(answer.Box), [.. answer.Cells.ToArray().Select(digit => digit + 1)], products);

    /// <summary>A network for mazes of one size that gives the same answer to every maze.</summary>
    public static byte[] Parrot(MazeGrid answer, TaskShape? shape = null) => Parrot(shape ?? MazeTask.Cells, [.. answer.Cells.ToArray().Select(cell => (int)cell)], 0);

    /// <summary>A network for grids on one canvas that gives the same answer to every grid.</summary>
    public static byte[] Parrot(ByteGrid answer, TaskShape shape) => Parrot(shape, [.. GridsTask.Encode(answer, shape.Height, shape.Width).Select(token => (int)token)], 0);

    /// <summary>A Sudoku network that gives an answer after one step, and none after the others.</summary>
    /// <param name="answer">What it says.</param>
    /// <param name="step">After which, counted from 1.</param>
    public static byte[] Fickle(SudokuGrid answer, int step) => Parrot(SudokuTask.Shape(answer.Box), [.. answer.Cells.ToArray().Select(digit => digit + 1)], 0, step);

    private static byte[] Parrot(TaskShape shape, int[] answer, int products, int? onlyAfter = null)
    {
        var graph = new OnnxGraph("parrot");
        var tokens = graph.Input("tokens", DataType.Int64, "batch", "length");
        var state = State(graph, "length", 1);
        var says = new float[answer.Length * shape.Classes];
        for (var cell = 0; cell < answer.Length; cell++)
            says[cell * shape.Classes + answer[cell]] = 1;
        var none = graph.Node("Mul", [graph.Node("Unsqueeze", [graph.ToFloats(tokens), graph.List(2)]), graph.Scalar(0)]);
        var logits = graph.Node("Add", [none, graph.Floats("says", says, 1, answer.Length, shape.Classes)]);
        if (onlyAfter is { } step)
        {
            // y counts the steps.
            var fresh = graph.Node("Unsqueeze", [state.Reset, graph.List(1, 2)]);
            state.Y = graph.Node("Add", [graph.Node("Where", [fresh, graph.Scalar(0), state.Y]), graph.Scalar(1)]);
            logits = graph.Node("Where", [graph.Node("Equal", [state.Y, graph.Scalar(step)]), logits, graph.Scalar(0)]);
        }
        for (var i = 0; i < products; i++)
            logits = graph.Node("Add", [logits, Slow(graph, state.Y, i)]);
        return Finish(graph, logits, state, shape, halts: false, "length", 1);
    }

    private static (OnnxValue Reset, OnnxValue Y, OnnxValue Z) State(OnnxGraph graph, params OnnxSize[] sizes) => (
        graph.Input("reset", DataType.Bool, "batch"),
        graph.Input("y", DataType.Float, ["batch", .. sizes]),
        graph.Input("z", DataType.Float, ["batch", .. sizes]));

    /// <summary>[batch, cells, moves]: how far the cell that a move leads to lies from the goal along one axis.</summary>
    private static OnnxValue Distances(OnnxGraph graph, OnnxValue goal, int side, string axis, Func<int, int, int, float> moved)
    {
        var (here, there) = (new float[side * side], new float[side * side * Move.Count]);
        for (var i = 0; i < here.Length; i++)
        {
            here[i] = axis == "x" ? i % side : i / side;
            for (var move = 0; move < Move.Count; move++)
                there[i * Move.Count + move] = moved(i % side, i / side, move);
        }
        var at = graph.Node("ReduceSum", [graph.Node("Mul", [goal, graph.Floats("here_" + axis, here, 1, side, side)]), graph.List(1, 2)]);
        return graph.Node("Abs", [graph.Node("Sub", [graph.Floats("there_" + axis, there, 1, side * side, Move.Count), at])]);
    }

    /// <summary>Zero times a product: it costs time and changes nothing.</summary>
    private static OnnxValue Slow(OnnxGraph graph, OnnxValue y, int i)
    {
        const int Size = 256;
        var seed = graph.Node("ReduceMean", [y], OnnxSetting.Whole("keepdims", 0));
        var square = graph.Node("Add", [seed, graph.Floats($"square_{i}", new float[Size], 1, Size)]);
        var full = graph.Node("Add", [square, graph.Floats("rows", new float[Size], Size, 1)]);
        return graph.Node("Mul", [graph.Node("ReduceMean", [graph.Node("MatMul", [full, full])], OnnxSetting.Whole("keepdims", 0)), graph.Scalar(0)]);
    }

    private static byte[] Finish(OnnxGraph graph, OnnxValue logits, (OnnxValue Reset, OnnxValue Y, OnnxValue Z) state, TaskShape shape, bool halts, params OnnxSize[] sizes)
    {
        var zero = graph.Node("Mul", [graph.ToFloats(state.Reset), graph.Scalar(0)]);
        graph.Output("logits", logits, DataType.Float, "batch", "cells", shape.Classes);
        graph.Output("halt", graph.Node("Add", [zero, graph.Scalar(halts ? 1 : -1)]), DataType.Float, "batch");
        graph.Output("y_next", state.Y, DataType.Float, ["batch", .. sizes]);
        graph.Output("z_next", state.Z, DataType.Float, ["batch", .. sizes]);
        return graph.ToModel(new Dictionary<string, string>
        {
            [StepMetadata.TaskKey] = $$"""{"task":"{{shape.Task}}","input":"{{shape.Input}}","vocabulary":{{shape.Vocabulary}},"channels":{{shape.Channels}},"classes":{{shape.Classes}},"height":{{shape.Height}},"width":{{shape.Width}}}""",
            [StepMetadata.StepsKey] = $"{Steps}",
        }).ToByteArray();
    }
}
