using Google.Protobuf;
using Trm.Grid.Contracts.Onnx;
using Trm.Grid.Model.Export;
using Trm.Grid.Runtime;
using DataType = Trm.Grid.Contracts.Onnx.TensorProto.Types.DataType;

namespace Trm.Grid.Tests.Unit.Runtime;

/// <summary>
/// A step graph whose answers are known: y counts the steps since the slot was reset, a cell's class is that count plus its token,
/// and the halt logit is positive from a chosen step on.
/// </summary>
internal static class HandBuiltStep
{
    public const int Classes = 16;

    public static StepModel Counting(int haltAt = 1000, int steps = 8, int multiplications = 0) =>
        StepModel.Load("counting", CountingBytes(haltAt, steps, multiplications));

    /// <param name="haltAt">The first step with a positive halt logit.</param>
    /// <param name="steps">The default step limit.</param>
    /// <param name="multiplications">Products of 512x512 matrices that make a step slow.</param>
    public static byte[] CountingBytes(int haltAt = 1000, int steps = 8, int multiplications = 0)
    {
        var graph = new OnnxGraph("counting");
        var tokens = graph.Input("tokens", DataType.Int64, "batch", "length");
        var reset = graph.Input("reset", DataType.Bool, "batch");
        var y = graph.Input("y", DataType.Float, "batch", "length", 1);
        var z = graph.Input("z", DataType.Float, "batch", "length", 1);
        var fresh = graph.Node("Unsqueeze", [reset, graph.List(1, 2)]);
        var count = graph.Node("Add", [graph.Node("Where", [fresh, graph.Scalar(0), y]), graph.Scalar(1)]);
        for (var i = 0; i < multiplications; i++)
            count = graph.Node("Add", [count, Slow(graph, count, i)]);
        var number = graph.Node("Unsqueeze", [graph.Node("Cast", [tokens], OnnxSetting.Whole("to", (long)DataType.Float)), graph.List(2)]);
        var classes = graph.Floats("classes", [.. Enumerable.Range(0, Classes).Select(c => (float)c)], 1, 1, Classes);
        var logits = graph.Node("Neg", [graph.Node("Abs", [graph.Node("Sub", [graph.Node("Add", [count, number]), classes])])]);
        var halt = graph.Node("Sub", [graph.Node("ReduceMean", [count, graph.List(1, 2)], OnnxSetting.Whole("keepdims", 0)), graph.Scalar(haltAt - 0.5f)]);
        graph.Output("logits", logits, DataType.Float, "batch", "length", Classes);
        graph.Output("halt", halt, DataType.Float, "batch");
        graph.Output("y_next", count, DataType.Float, "batch", "length", 1);
        graph.Output("z_next", z, DataType.Float, "batch", "length", 1);
        return graph.ToModel(new Dictionary<string, string>
        {
            [StepMetadata.TaskKey] = $$"""{"task":"counting","input":"Tokens","vocabulary":8,"classes":{{Classes}},"height":2,"width":3}""",
            [StepMetadata.StepsKey] = $"{steps}",
        }).ToByteArray();
    }

    /// <summary>Zero times a product, so that it costs time and changes nothing.</summary>
    private static OnnxValue Slow(OnnxGraph graph, OnnxValue count, int i)
    {
        const int Size = 512;
        var seed = graph.Node("ReduceMean", [count, graph.List(0, 1, 2)], OnnxSetting.Whole("keepdims", 0));
        var square = graph.Node("Add", [seed, graph.Floats("square", new float[Size * Size], Size, Size)]);
        var product = graph.Node("MatMul", [square, square]);
        var mean = graph.Node("ReduceMean", [product, graph.List(0, 1)], OnnxSetting.Whole("keepdims", 0));
        return graph.Node("Mul", [mean, graph.Scalar(0 * i)]);
    }
}
