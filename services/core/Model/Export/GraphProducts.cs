using TorchSharp;

namespace Trm.Grid.Model.Export;

/// <summary>
/// Writes a network's matrix products and convolutions into a graph. Activations are row-major with the channels last, which is what products
/// want. Measured on x64 at d 64, one step of 10 updates on 32x32 cells, two threads:
/// <code>
/// fp32 convolution between two transposes                            15 ms    channels first 22 ms, as a product over gathered neighbours 19 ms
/// int8 product over gathered neighbours, int8 in the swiglu too      10 ms    ConvInteger 62 ms
/// </code>
/// What int8 graphs of grids are, convolutions of all but the last cycle, stands in no row above: tests/Benchmarks times it.
/// With every convolution in int8 and the swiglu in fp32 a planner of d 32 decoded 99.7 % of its cells to the same class after 60 and 150 training
/// steps, but 98.7 % after a whole planner-demo run; with the last cycle in fp32 another such run had 99.3 %.
/// </summary>
internal sealed class GraphProducts(OnnxGraph graph, Network network, ExportPrecision precision)
{
    private const long End = long.MaxValue;

    // Seven bits. x64 without VNNI adds two products of a byte of 0 to 255 and a signed one in 16 bits, and what does not fit is cut off in silence:
    // with eight bits the same graph told other answers there.
    private const int LargestInProducts = 63;

    private readonly Dictionary<string, OnnxValue> _widened = [];

    /// <summary>A block's linear layer. [.., in] to [.., out]; the network keeps its weight as [out, in].</summary>
    public OnnxValue Block(OnnxValue x, string weight)
    {
        if (MultipliesFloats)
            return graph.Node("MatMul", [x, Matrix(weight, ByColumn(weight), network[weight].shape[1], network[weight].shape[0])]);
        var (output, input) = ((int)network[weight].shape[0], (int)network[weight].shape[1]);
        var (bytes, scales) = Quantise(ByColumn(weight), input, output, LargestInProducts);
        return graph.RuntimeNode("DynamicQuantizeMatMul",
            [x, graph.SignedBytes($"{weight}.int8", bytes, input, output), graph.Floats($"{weight}.scale", scales, output)]);
    }

    /// <summary>Whether no product is anything else.</summary>
    public bool IsFp32 => precision == ExportPrecision.Fp32;

    /// <summary>Whether a block's linear layers multiply fp32: of grids in int8 graphs too, where the convolutions are int8, and of units.</summary>
    private bool MultipliesFloats => IsFp32 || network.Configuration.Mixer is Mixer.Convolution or Mixer.Units;

    /// <summary>
    /// Whether weights lie in 8 bits and are multiplied in fp32, as int8 graphs of units do. Their products are narrow: int8 ones took 14 ms where fp32
    /// took 15, and the rounding of what goes into them cost 2.5 of 88 points of hard puzzles after 16 steps of 60 passes.
    /// </summary>
    private bool WidensWeights => !IsFp32 && network.Configuration.Mixer == Mixer.Units;

    /// <summary>A linear layer over the middle of three axes, fp32. [B, in, d] to [B, out, d]</summary>
    public OnnxValue FromLeft(string weight, OnnxValue x) => graph.Node("MatMul", [graph.Floats(weight, Values(weight), network[weight].shape), x]);

    /// <summary>A linear layer that is fp32 in every graph.</summary>
    public OnnxValue Linear(OnnxValue x, string weight) =>
        graph.Node("MatMul", [x, graph.Floats(weight, ByColumn(weight), network[weight].shape[1], network[weight].shape[0])]);

    /// <summary>Gate and up of a block's SwiGLU. In int8 they are one product: two would round the same input twice.</summary>
    public OnnxValue[] BlockHalves(OnnxValue x, string weight) => MultipliesFloats
        ? Halves(x, weight)
        : graph.Nodes("Split", 2, [Block(x, weight)], OnnxSetting.Whole("axis", -1), OnnxSetting.Whole("num_outputs", 2));

    /// <summary>Gate and up of a gated layer, multiplied in fp32 in every graph, each a product of its own: to cut one product of both in two would copy it.</summary>
    public OnnxValue[] Halves(OnnxValue x, string weight)
    {
        using var scope = torch.NewDisposeScope();
        return [.. network[weight].chunk(2, 0).Zip(["gate", "up"], (half, name) =>
            graph.Node("MatMul", [x, Matrix($"{weight}.{name}", ValuesOf(half.t()), half.shape[1], half.shape[0])]))];
    }

    /// <summary>A 3x3 convolution with zero padding. [B, H, W, in] to [B, H, W, out]; the network keeps its weight as [out, in, 3, 3].</summary>
    public OnnxValue Convolve(OnnxValue x, string weight) => precision == ExportPrecision.Fp32 ? ConvolveFloats(x, weight) : ConvolveBytes(x, weight);

    /// <summary>All numbers of a parameter, row-major, in fp32.</summary>
    public float[] Values(string parameter) => ValuesOf(network[parameter]);

    public static float[] ValuesOf(torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return tensor.detach().to(torch.float32).cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>A block's weights [in, out] as floats: constants, or widened from 8 bits, which ONNX Runtime does once when it loads the graph.</summary>
    private OnnxValue Matrix(string name, float[] values, long input, long output)
    {
        if (!WidensWeights)
            return graph.Floats(name, values, input, output);
        if (_widened.TryGetValue(name, out var known))
            return known;
        var (bytes, scales) = Quantise(values, (int)input, (int)output, sbyte.MaxValue);
        return _widened[name] = graph.Node("DequantizeLinear",
            [graph.SignedBytes($"{name}.int8", bytes, input, output), graph.Floats($"{name}.scale", scales, output)], OnnxSetting.Whole("axis", 1));
    }

    private OnnxValue ConvolveFloats(OnnxValue x, string weight)
    {
        var first = graph.Node("Transpose", [x], OnnxSetting.Wholes("perm", 0, 3, 1, 2));
        var mixed = graph.Node("Conv", [first, graph.Floats(weight, Values(weight), network[weight].shape)], OnnxSetting.Wholes("pads", 1, 1, 1, 1));
        return graph.Node("Transpose", [mixed], OnnxSetting.Wholes("perm", 0, 2, 3, 1));
    }

    private OnnxValue ConvolveBytes(OnnxValue x, string weight)
    {
        var (output, input) = ((int)network[weight].shape[0], (int)network[weight].shape[1]);
        var (bytes, scales) = Quantise(ByNeighbour(weight, input, output), 9 * input, output, LargestInProducts);
        var quantised = graph.Nodes("DynamicQuantizeLinear", 3, [x]);
        var (values, scale, zero) = (quantised[0], quantised[1], quantised[2]);
        // A border of the zero point is a border of zeros.
        var padded = graph.Node("Pad", [values, graph.List(0, 1, 1, 0, 0, 1, 1, 0), zero]);
        var neighbours = new OnnxValue[9];
        for (var i = 0; i < 9; i++)
        {
            var (dy, dx) = (i / 3, i % 3);
            neighbours[i] = graph.Node("Slice", [padded, graph.List(dy, dx), graph.List(dy == 2 ? End : dy - 2, dx == 2 ? End : dx - 2), graph.List(1, 2)]);
        }
        var gathered = graph.Node("Concat", neighbours, OnnxSetting.Whole("axis", -1)); // [B, H, W, 9 in]
        return graph.RuntimeNode("MatMulIntegerToFloat",
            [gathered, graph.SignedBytes($"{weight}.int8", bytes, 9 * input, output), scale, graph.Floats($"{weight}.scale", scales, output), zero]);
    }

    /// <summary>[out, in] as [in, out].</summary>
    private float[] ByColumn(string weight)
    {
        using var scope = torch.NewDisposeScope();
        return ValuesOf(network[weight].t());
    }

    /// <summary>[out, in, 3, 3] as [9 * in, out], neighbours row by row.</summary>
    private float[] ByNeighbour(string weight, int input, int output)
    {
        using var scope = torch.NewDisposeScope();
        return ValuesOf(network[weight].permute(2, 3, 1, 0).reshape(9 * input, output));
    }

    /// <summary>Symmetric, one scale a column, -<paramref name="most"/> to <paramref name="most"/>.</summary>
    private static (sbyte[] Bytes, float[] Scales) Quantise(float[] weights, int rows, int columns, int most)
    {
        var bytes = new sbyte[weights.Length];
        var scales = new float[columns];
        for (var column = 0; column < columns; column++)
        {
            var largest = 0f;
            for (var row = 0; row < rows; row++)
                largest = Math.Max(largest, Math.Abs(weights[row * columns + column]));
            scales[column] = largest > 0 ? largest / most : 1;
            for (var row = 0; row < rows; row++)
                bytes[row * columns + column] = (sbyte)MathF.Round(weights[row * columns + column] / scales[column]);
        }
        return (bytes, scales);
    }
}
