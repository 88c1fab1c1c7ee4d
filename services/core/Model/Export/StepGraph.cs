using System.Globalization;
using System.Text.Json;
using Trm.Grid.Contracts.Onnx;
using Trm.Grid.Puzzles;
using DataType = Trm.Grid.Contracts.Onnx.TensorProto.Types.DataType;

namespace Trm.Grid.Model.Export;

/// <summary>
/// One supervision step as one ONNX graph, its loops unrolled over shared weights:
/// <code>
/// tokens  int64 [batch, length]                        or planes float [batch, channels, height, width]
/// reset   bool  [batch]                                true: this slot begins from y0 and z0, whatever y and z hold
/// y, z    float [batch, positions, d]                  grids: [batch, height, width, d]
/// puzzle  float [batch, d]                             the puzzle's embedding, where the network learned one of each of several
/// logits  float [batch, length, classes], halt float [batch], y_next, z_next as y, z
/// </code>
/// positions = prefix + length. What the graph is stands in its metadata under <c>trm.grid.</c>.
/// </summary>
internal sealed class StepGraph
{
    private readonly OnnxGraph _graph = new("supervision_step");
    private readonly Network _network;
    private readonly ModelConfiguration _configuration;
    private readonly ExportPrecision _precision;
    private readonly GraphProducts _products;
    private readonly GraphBlocks _blocks;
    private readonly GraphBlocks _lastCycle;
    private readonly OnnxSize[] _stateShape;

    private StepGraph(Network network, ExportPrecision precision)
    {
        (_network, _configuration, _precision) = (network, network.Configuration, precision);
        _products = new GraphProducts(_graph, network, precision);
        _blocks = new GraphBlocks(_graph, _configuration, _products);
        // A convolution's last cycle stays fp32 in int8 graphs: it takes back what the roundings of the earlier cycles have shifted, step after step.
        _lastCycle = _configuration.Mixer == Mixer.Convolution ? new GraphBlocks(_graph, _configuration, new GraphProducts(_graph, network, ExportPrecision.Fp32)) : _blocks;
        var cells = (long)_configuration.Shape.Height * _configuration.Shape.Width;
        _stateShape = _configuration.Mixer == Mixer.Units ? ["batch", cells, _configuration.Shape.Height, _configuration.Hidden]
            : _configuration.IsGrid ? ["batch", Or(_configuration.Shape.Height, "height"), Or(_configuration.Shape.Width, "width"), _configuration.Hidden]
            : ["batch", cells > 0 ? _configuration.Prefix + cells : _configuration.Prefix > 0 ? "positions" : "length", _configuration.Hidden];
    }

    /// <summary>Writes a network's step.</summary>
    /// <param name="network">The weights to export: the moving average's twin.</param>
    /// <param name="precision">In what numbers it multiplies.</param>
    public static ModelProto Of(Network network, ExportPrecision precision) => new StepGraph(network, precision).Write();

    private ModelProto Write()
    {
        var isTokens = _configuration.Shape.Input == InputKind.Tokens;
        var length = Or((long)_configuration.Shape.Height * _configuration.Shape.Width, "length");
        var question = isTokens
            ? _graph.Input("tokens", DataType.Int64, "batch", length)
            : _graph.Input("planes", DataType.Float, "batch", _configuration.Shape.Channels, Or(_configuration.Shape.Height, "height"), Or(_configuration.Shape.Width, "width"));
        var reset = _graph.Input("reset", DataType.Bool, "batch");
        var y = _graph.Input("y", DataType.Float, _stateShape);
        var z = _graph.Input("z", DataType.Float, _stateShape);

        var fresh = _graph.Node("Unsqueeze", [reset, _configuration.IsGrid ? _graph.List(1, 2, 3) : _graph.List(1, 2)]);
        var x = Embed(question, y);
        if (_configuration.Mixer == Mixer.Attention && _configuration.Rotary)
            _blocks.PrepareRotation(x);
        y = _graph.Node("Where", [fresh, _graph.Floats("y0", GraphProducts.ValuesOf(_network.Y0), _configuration.Hidden), y]);
        z = _graph.Node("Where", [fresh, _graph.Floats("z0", GraphProducts.ValuesOf(_network.Z0), _configuration.Hidden), z]);
        if (_configuration.Feedback)
            x = _blocks.Add(x, Fed(y));
        for (var cycle = 0; cycle < _configuration.Cycles; cycle++)
        {
            var blocks = cycle == _configuration.Cycles - 1 ? _lastCycle : _blocks;
            var xy = blocks.Add(x, y);
            for (var step = 0; step < _configuration.LatentSteps; step++)
                z = blocks.UpdateLatent(blocks.Add(z, xy));
            y = blocks.UpdateAnswer(blocks.Add(y, z));
        }

        _graph.Output("logits", Answer(y), DataType.Float, "batch", length, _configuration.Shape.Classes);
        _graph.Output("halt", Halt(y), DataType.Float, "batch");
        _graph.Output("y_next", y, DataType.Float, _stateShape);
        _graph.Output("z_next", z, DataType.Float, _stateShape);
        return _graph.ToModel(Metadata());
    }

    private OnnxValue Embed(OnnxValue question, OnnxValue y)
    {
        if (_configuration.Mixer == Mixer.Units)
            return Look("embedding.weight", _blocks.KindsOfDigits(question)); // [B, cells, digits, d]
        OnnxValue x;
        if (_configuration.Shape.Input == InputKind.Planes)
        {
            x = _products.Linear(_graph.Node("Transpose", [question], OnnxSetting.Wholes("perm", 0, 2, 3, 1)), "projection.weight"); // [B, H, W, d]
            if (_configuration.IsGrid && !_configuration.UnitTables)
                return x;
            x = _graph.Node("Reshape", [x, _graph.List(0, -1, _configuration.Hidden)]); // [B, cells, d]
        }
        else
        {
            x = Look("embedding.weight", question);
        }
        if (_configuration.UnitTables)
        {
            var cells = _configuration.Shape.Height * _configuration.Shape.Width;
            x = _blocks.Add(x, _graph.Floats("positions", GraphProducts.ValuesOf(_network.Positions()), cells, _configuration.Hidden));
        }
        if (_configuration.Puzzles > 1)
            return PlacedBehindPuzzle(x);
        var prefix = new float[_configuration.Prefix * _configuration.Hidden];
        var first = 0;
        if (_network.Puzzles is { } puzzle)
            first = Put(GraphProducts.ValuesOf(puzzle).Select(value => value * MathF.Sqrt(_configuration.Hidden)).ToArray(), prefix, first);
        if (_configuration.Registers > 0)
            Put(_products.Values("register.weight"), prefix, first);
        return Placed(x, y, "prefix", prefix);
    }

    /// <summary>Cells [B, cells, d] behind the embedding that the asker gives, the registers and zeros.</summary>
    private OnnxValue PlacedBehindPuzzle(OnnxValue cells)
    {
        var given = _graph.Input("puzzle", DataType.Float, "batch", _configuration.Hidden);
        var own = _graph.Node("Unsqueeze", [_graph.Node("Mul", [given, _graph.Scalar(MathF.Sqrt(_configuration.Hidden))]), _graph.List(1)]); // [B, 1, d]
        var rest = new float[(_configuration.Prefix - 1) * _configuration.Hidden];
        if (_configuration.Registers > 0)
            Put(_products.Values("register.weight"), rest, 0);
        if (rest.Length == 0)
            return _graph.Node("Concat", [own, cells], OnnxSetting.Whole("axis", 1));
        var batch = _graph.Node("Shape", [cells], OnnxSetting.Whole("end", 1));
        var shape = _graph.Node("Concat", [batch, _graph.List(_configuration.Prefix - 1, _configuration.Hidden)], OnnxSetting.Whole("axis", 0));
        var each = _graph.Node("Expand", [_graph.Floats("prefix", rest, 1, _configuration.Prefix - 1, _configuration.Hidden), shape]);
        return _graph.Node("Concat", [own, each, cells], OnnxSetting.Whole("axis", 1)); // [B, prefix + cells, d]
    }

    private static int Put(float[] values, float[] into, int at)
    {
        values.CopyTo(into, at);
        return at + values.Length;
    }

    /// <summary>The grid that y decodes to, embedded like a question.</summary>
    private OnnxValue Fed(OnnxValue y)
    {
        var grid = _graph.Node("ArgMax", [Answer(y)], OnnxSetting.Whole("axis", -1), OnnxSetting.Whole("keepdims", 0)); // [B, cells]
        return Placed(Look("feedback.weight", grid), y, "no_prefix", new float[_configuration.Prefix * _configuration.Hidden]);
    }

    /// <summary>A table's rows for whole numbers [B, cells], times sqrt(d): [B, cells, d].</summary>
    private OnnxValue Look(string name, OnnxValue rows)
    {
        var scale = MathF.Sqrt(_configuration.Hidden);
        var table = _products.Values(name).Select(value => value * scale).ToArray();
        return _graph.Node("Gather", [_graph.Floats(name, table, _network[name].shape), rows]);
    }

    /// <summary>Cells [B, cells, d] where the state y has them: on the grid, or behind the prefix.</summary>
    private OnnxValue Placed(OnnxValue cells, OnnxValue y, string name, float[] prefix)
    {
        if (_configuration.IsGrid)
            return _graph.Node("Reshape", [cells, _graph.Node("Shape", [y])]);
        if (_configuration.Prefix == 0)
            return cells;
        var batch = _graph.Node("Shape", [cells], OnnxSetting.Whole("end", 1));
        var shape = _graph.Node("Concat", [batch, _graph.List(_configuration.Prefix, _configuration.Hidden)], OnnxSetting.Whole("axis", 0));
        var each = _graph.Node("Expand", [_graph.Floats(name, prefix, 1, _configuration.Prefix, _configuration.Hidden), shape]);
        return _graph.Node("Concat", [each, cells], OnnxSetting.Whole("axis", 1)); // [B, prefix + cells, d]
    }

    private OnnxValue Answer(OnnxValue y)
    {
        var cells = y;
        if (_configuration.Mixer == Mixer.Units)
            return _blocks.ClassesOfDigits(_products.Linear(y, "answer.weight"));
        if (_configuration.IsGrid)
            cells = _graph.Node("Reshape", [y, _graph.List(0, -1, _configuration.Hidden)]);
        else if (_configuration.Prefix > 0)
            cells = _graph.Node("Slice", [y, _graph.List(_configuration.Prefix), _graph.List(long.MaxValue), _graph.List(1)]);
        return _products.Linear(cells, "answer.weight");
    }

    private OnnxValue Halt(OnnxValue y)
    {
        var positions = _configuration.IsGrid ? _graph.Node("Reshape", [y, _graph.List(0, -1, _configuration.Hidden)]) : y;
        var read = _configuration.Halt == HaltReading.Mean
            ? _graph.Node("ReduceMean", [positions, _graph.List(1)], OnnxSetting.Whole("keepdims", 0))
            : _graph.Node("Gather", [positions, _graph.Whole(0)], OnnxSetting.Whole("axis", 1)); // [B, d]
        var (weight, bias) = (_products.Values("halt.weight"), _products.Values("halt.bias"));
        if (_configuration.Halting == Halting.QLearning)
        {
            // What halting is worth above going on.
            for (var i = 0; i < _configuration.Hidden; i++)
                weight[i] -= weight[_configuration.Hidden + i];
            bias[0] -= bias[1];
        }
        var both = _graph.Node("MatMul", [read, _graph.Floats("halt.weight", weight.AsSpan(0, _configuration.Hidden), _configuration.Hidden)]); // [B]
        return _graph.Node("Add", [both, _graph.Scalar(bias[0])]);
    }

    private Dictionary<string, string> Metadata() => new()
    {
        ["trm.grid.task"] = JsonSerializer.Serialize(_configuration.Shape, ModelJson.Options),
        ["trm.grid.configuration"] = JsonSerializer.Serialize(_configuration, ModelJson.Options),
        ["trm.grid.steps"] = _configuration.MaxSteps.ToString(CultureInfo.InvariantCulture),
        ["trm.grid.prefix"] = _configuration.Prefix.ToString(CultureInfo.InvariantCulture),
        ["trm.grid.symmetric"] = _configuration.Mixer == Mixer.Units ? "true" : "false",
        ["trm.grid.precision"] = _precision == ExportPrecision.Fp32 ? "fp32" : "int8",
    };

    private static OnnxSize Or(long size, string name) => size > 0 ? size : name;
}
