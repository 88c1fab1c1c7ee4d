namespace Trm.Grid.Model.Export;

/// <summary>Writes the network f into a graph: post-norm blocks, h = rms(h + mix(h)); h = rms(h + swiglu(h)).</summary>
internal sealed class GraphBlocks(OnnxGraph graph, ModelConfiguration configuration, GraphProducts products)
{
    private const float Epsilon = 1e-5f;
    private (OnnxValue Cosine, OnnxValue Sine, OnnxValue Positions)? _rotation;

    /// <summary>f(h). Sequences [B, L, d], grids [B, H, W, d].</summary>
    public OnnxValue Update(OnnxValue h)
    {
        for (var i = 0; i < configuration.Layers; i++)
        {
            h = configuration.Mixer switch
            {
                Mixer.Attention => Rms(Add(h, Attend(h, $"blocks.{i}.mixer")), configuration.Hidden),
                Mixer.Mlp => MixSequence(h, $"blocks.{i}.mixer"),
                _ => Rms(Add(h, products.Convolve(h, $"blocks.{i}.mixer.weight")), configuration.Hidden),
            };
            h = Rms(Add(h, SwiGlu(h, $"blocks.{i}.mlp")), configuration.Hidden);
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

    private OnnxValue Attend(OnnxValue h, string name)
    {
        var heads = OnnxSetting.Whole("num_heads", configuration.Heads);
        var (cosine, sine, positions) = _rotation ?? throw new InvalidOperationException("writing attention: the positions come first");
        var qkv = graph.Nodes("Split", 3, [products.Block(h, $"{name}.qkv.weight")], OnnxSetting.Whole("axis", -1), OnnxSetting.Whole("num_outputs", 3));
        var q = graph.Node("RotaryEmbedding", [qkv[0], cosine, sine, positions], heads);
        var k = graph.Node("RotaryEmbedding", [qkv[1], cosine, sine, positions], heads);
        var mixed = graph.Node("Attention", [q, k, qkv[2]], OnnxSetting.Whole("q_num_heads", configuration.Heads), OnnxSetting.Whole("kv_num_heads", configuration.Heads));
        return products.Block(mixed, $"{name}.out.weight");
    }

    private OnnxValue MixSequence(OnnxValue h, string name)
    {
        var length = configuration.LengthOf(configuration.Shape.Height * configuration.Shape.Width);
        var across = graph.Node("Transpose", [h], OnnxSetting.Wholes("perm", 0, 2, 1)); // [B, d, L]
        var mixed = Rms(Add(across, SwiGlu(across, name)), length);
        return graph.Node("Transpose", [mixed], OnnxSetting.Wholes("perm", 0, 2, 1));
    }

    private OnnxValue SwiGlu(OnnxValue h, string name)
    {
        var both = products.Block(h, $"{name}.gate_up.weight");
        var parts = graph.Nodes("Split", 2, [both], OnnxSetting.Whole("axis", -1), OnnxSetting.Whole("num_outputs", 2));
        var gate = graph.Node("Mul", [parts[0], graph.Node("Sigmoid", [parts[0]])]);
        return products.Block(graph.Node("Mul", [gate, parts[1]]), $"{name}.down.weight");
    }

    private OnnxValue Rms(OnnxValue h, int width)
    {
        var ones = new float[width];
        Array.Fill(ones, 1);
        return graph.Node("RMSNormalization", [h, graph.Floats($"ones.{width}", ones, width)], OnnxSetting.Whole("axis", -1), OnnxSetting.Real("epsilon", Epsilon));
    }
}
