using Trm.Grid.Model.Internal;

namespace Trm.Grid.Model.Export;

/// <summary>Writes the network f into a graph: post-norm blocks, h = norm(h + mix(h)); h = norm(h + swiglu(h)).</summary>
internal sealed class GraphBlocks(OnnxGraph graph, ModelConfiguration configuration, GraphProducts products)
{
    private const float Epsilon = 1e-5f;
    private (OnnxValue Cosine, OnnxValue Sine, OnnxValue Positions)? _rotation;

    /// <summary>f(h) as z is updated. Sequences [B, L, d], grids [B, H, W, d].</summary>
    public OnnxValue UpdateLatent(OnnxValue h) => Update(h, first: 0);

    /// <summary>f(h) as y is updated: the same network, or the second of two.</summary>
    public OnnxValue UpdateAnswer(OnnxValue h) => Update(h, configuration.Blocks - configuration.Layers);

    private OnnxValue Update(OnnxValue h, int first)
    {
        for (var i = first; i < first + configuration.Layers; i++)
        {
            h = configuration.Mixer switch
            {
                Mixer.Attention => Normalise(Add(h, Attend(h, $"blocks.{i}.mixer")), configuration.Hidden),
                Mixer.Mlp => MixSequence(h, $"blocks.{i}.mixer"),
                Mixer.Units => Normalise(Add(h, Gather(h, $"blocks.{i}.mixer")), configuration.Hidden),
                _ => Normalise(Add(h, products.Convolve(h, $"blocks.{i}.mixer.weight")), configuration.Hidden),
            };
            h = Normalise(Add(h, SwiGlu(h, $"blocks.{i}.mlp", configuration.HiddenInner)), configuration.Hidden);
        }
        return h;
    }

    public OnnxValue Add(OnnxValue a, OnnxValue b) => graph.Node("Add", [a, b]);

    /// <summary>Prepares rotary positions, base 10000, for every position of a sequence.</summary>
    /// <param name="sequence">[B, L, d]</param>
    public void PrepareRotation(OnnxValue sequence)
    {
        var half = configuration.Hidden / configuration.Heads / 2;
        var frequencies = Enumerable.Range(0, half).Select(i => (float)Math.Pow(10000, -(double)i / half)).ToArray();
        var length = graph.Node("Squeeze", [graph.Node("Shape", [sequence], OnnxSetting.Whole("start", 1), OnnxSetting.Whole("end", 2))]);
        var positions = graph.Node("Range", [graph.Whole(0), length, graph.Whole(1)]); // [L]
        var angles = graph.Node("Mul", [graph.Node("Unsqueeze", [graph.ToFloats(positions), graph.List(1)]), graph.Floats("rotary.frequencies", frequencies, 1, half)]); // [L, half]
        var batched = graph.Node("Expand", [positions, graph.Node("Shape", [sequence], OnnxSetting.Whole("end", 2))]); // [B, L]
        _rotation = (graph.Node("Cos", [angles]), graph.Node("Sin", [angles]), batched);
    }

    /// <summary>What each token says of the digits of its cell. [B, cells] to [B, cells, digits]</summary>
    public OnnxValue KindsOfDigits(OnnxValue tokens)
    {
        var side = configuration.Shape.Height;
        return graph.Node("Gather", [graph.Wholes("kinds", SudokuUnits.KindsOf(side), side + SudokuUnits.OtherClasses, side), tokens]);
    }

    /// <summary>The digits' logits as logits of all classes. [B, cells, digits, 1] to [B, cells, classes]</summary>
    public OnnxValue ClassesOfDigits(OnnxValue logits) =>
        graph.Node("Pad", [graph.Node("Squeeze", [logits, graph.List(3)]), graph.List(0, 0, SudokuUnits.OtherClasses, 0, 0, 0), graph.Scalar(SudokuUnits.Never)]);

    private OnnxValue Attend(OnnxValue h, string name)
    {
        var qkv = graph.Nodes("Split", 3, [products.Block(h, $"{name}.qkv.weight")], OnnxSetting.Whole("axis", -1), OnnxSetting.Whole("num_outputs", 3));
        var mixed = graph.Node("Attention", [Turn(qkv[0]), Turn(qkv[1]), qkv[2]], OnnxSetting.Whole("q_num_heads", configuration.Heads), OnnxSetting.Whole("kv_num_heads", configuration.Heads));
        return products.Block(mixed, $"{name}.out.weight");
    }

    /// <summary>Queries or keys, [B, L, heads * width], as attention compares them.</summary>
    private OnnxValue Turn(OnnxValue heads)
    {
        if (configuration.QkNorm)
        {
            var apart = graph.Node("Reshape", [heads, graph.List(0, 0, configuration.Heads, configuration.Hidden / configuration.Heads)]);
            heads = graph.Node("Reshape", [Rms(apart, configuration.Hidden / configuration.Heads), graph.List(0, 0, configuration.Hidden)]);
        }
        if (!configuration.Rotary)
            return heads;
        var (cosine, sine, positions) = _rotation ?? throw new InvalidOperationException("writing attention: the positions come first");
        return graph.Node("RotaryEmbedding", [heads, cosine, sine, positions], OnnxSetting.Whole("num_heads", configuration.Heads));
    }

    private OnnxValue MixSequence(OnnxValue h, string name)
    {
        if (!products.IsFp32) return MixTransposed(h, name);
        // NOTE Weights from the left: nothing is transposed, and halves lie in one piece. 1.05 to 1.2 times as fast as the other way for one puzzle, 1.2 for six.
        var parts = graph.Nodes("Split", 2, [products.FromLeft($"{name}.gate_up.weight", h)], OnnxSetting.Whole("axis", 1), OnnxSetting.Whole("num_outputs", 2)); // gate, up: [B, i, d]
        var mixed = Add(h, products.FromLeft($"{name}.down.weight", Glu(parts, RmsAcross)));
        if (configuration.Norm == Norm.Layer) mixed = graph.Node("Sub", [mixed, graph.Node("ReduceMean", [mixed, graph.List(1)])]);
        return RmsAcross(mixed);
    }

    /// <summary>The same of the transposed sequence, so that the weights stand on the right, where they can be int8.</summary>
    private OnnxValue MixTransposed(OnnxValue h, string name)
    {
        var length = configuration.LengthOf(configuration.Shape.Height * configuration.Shape.Width);
        var across = graph.Node("Transpose", [h], OnnxSetting.Wholes("perm", 0, 2, 1)); // [B, d, L]
        var mixed = Normalise(Add(across, SwiGlu(across, name, configuration.InnerOf(length))), length);
        return graph.Node("Transpose", [mixed], OnnxSetting.Wholes("perm", 0, 2, 1));
    }

    /// <summary>RMSNorm over the middle of three axes.</summary>
    private OnnxValue RmsAcross(OnnxValue h)
    {
        var mean = graph.Node("ReduceMean", [graph.Node("Mul", [h, h]), graph.List(1)]); // [B, 1, d]
        return graph.Node("Div", [h, graph.Node("Sqrt", [Add(mean, graph.Scalar(Epsilon))])]);
    }

    /// <summary>What the units of a cell and its other digits say. [B, cells, digits, d]</summary>
    private OnnxValue Gather(OnnxValue h, string name)
    {
        var (side, d) = (configuration.Shape.Height, configuration.Hidden);
        var (units, cells, membership) = (3 * side, side * side, SudokuUnits.Membership(side));
        var sums = graph.Node("MatMul", [graph.Floats("units", membership, units, cells), graph.Node("Reshape", [h, graph.List(0, 0, -1)])]); // [B, units, digits * d]
        var kinds = graph.Nodes("Split", 2, [graph.Node("Reshape", [sums, graph.List(0, units, side, d)]), graph.List(2 * side, side)], OnnxSetting.Whole("axis", 1));
        var heard = graph.Node("Concat", [Gated(kinds[0], $"{name}.line.weight"), Gated(kinds[1], $"{name}.box.weight")], OnnxSetting.Whole("axis", 1));
        var transposed = new float[membership.Length];
        for (var i = 0; i < membership.Length; i++)
            transposed[i % cells * units + i / cells] = membership[i];
        var told = graph.Node("MatMul", [graph.Floats("units.transposed", transposed, cells, units), graph.Node("Reshape", [heard, graph.List(0, 0, -1)])]);
        var digits = graph.Node("Mul", [graph.Node("ReduceSum", [h, graph.List(2)]), graph.Scalar(1 / MathF.Sqrt(side))]); // [B, cells, 1, d]
        return Add(graph.Node("Reshape", [told, graph.List(0, cells, side, d)]), Gated(digits, $"{name}.digit.weight"));
    }

    private OnnxValue SwiGlu(OnnxValue h, string name, int inner) =>
        products.Block(Glu(products.BlockHalves(h, $"{name}.gate_up.weight"), product => Rms(product, inner)), $"{name}.down.weight");

    /// <summary>silu(gate) * up, or its normed sibling, whose norm goes over the SwiGLU's inner axis.</summary>
    private OnnxValue Glu(OnnxValue[] parts, Func<OnnxValue, OnnxValue> norm) => configuration.Gate == Gating.Silu
        ? graph.Node("Mul", [graph.Node("Mul", [parts[0], graph.Node("Sigmoid", [parts[0]])]), parts[1]])
        : graph.Node("Mul", [graph.Node("Sigmoid", [parts[0]]), norm(graph.Node("Mul", [parts[0], parts[1]]))]);

    private OnnxValue Gated(OnnxValue h, string weight)
    {
        var parts = products.Halves(h, weight);
        return graph.Node("Mul", [graph.Node("Sigmoid", [parts[0]]), parts[1]]);
    }

    private OnnxValue Normalise(OnnxValue h, int width) =>
        configuration.Norm == Norm.Layer ? NormaliseBy("LayerNormalization", h, width) : Rms(h, width);

    private OnnxValue Rms(OnnxValue h, int width) => NormaliseBy("RMSNormalization", h, width);

    private OnnxValue NormaliseBy(string op, OnnxValue h, int width)
    {
        var ones = new float[width];
        Array.Fill(ones, 1);
        return graph.Node(op, [h, graph.Floats($"ones.{width}", ones, width)], OnnxSetting.Whole("axis", -1), OnnxSetting.Real("epsilon", Epsilon));
    }
}
