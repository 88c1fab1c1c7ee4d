using System.Runtime.InteropServices;
using Google.Protobuf;
using Trm.Grid.Contracts.Onnx;
using Trm.Grid.Model.Internal;
using DataType = Trm.Grid.Contracts.Onnx.TensorProto.Types.DataType;

namespace Trm.Grid.Model.Export;

/// <summary>
/// Builds one ONNX graph node by node. Constants with the same content are stored once, so that an unrolled loop shares its weights.
/// The standard operators are those of opset 23; <c>com.microsoft</c> ones are ONNX Runtime's own.
/// </summary>
public sealed class OnnxGraph(string name)
{
    /// <summary>The file format that came with opset 23.</summary>
    private const int IrVersion = 11;

    private const int Opset = 23;
    private const string RuntimeDomain = "com.microsoft";

    private readonly GraphProto _graph = new() { Name = name };
    private readonly Dictionary<string, OnnxValue> _constants = [];
    private bool _usesRuntimeDomain;
    private int _count;

    public OnnxValue Input(string name, DataType type, params OnnxSize[] shape)
    {
        _graph.Input.Add(Describe(name, type, shape));
        return new OnnxValue(name);
    }

    /// <summary>Gives <paramref name="value"/> out under <paramref name="name"/>.</summary>
    public void Output(string name, OnnxValue value, DataType type, params OnnxSize[] shape)
    {
        var node = new NodeProto { OpType = "Identity", Name = $"out_{name}" };
        node.Input.Add(value.Name);
        node.Output.Add(name);
        _graph.Node.Add(node);
        _graph.Output.Add(Describe(name, type, shape));
    }

    /// <summary>Stored in 16 bits where that says the same; ONNX Runtime widens such a constant once, when it loads the graph.</summary>
    public OnnxValue Floats(string name, ReadOnlySpan<float> data, params long[] shape)
    {
        if (_constants.TryGetValue(name, out var known))
            return known;
        if (Binary16.Of(data) is not { } halves)
            return Constant(name, DataType.Float, MemoryMarshal.AsBytes(data), shape);
        var stored = Constant($"{name}.fp16", DataType.Float16, MemoryMarshal.AsBytes(halves.AsSpan()), shape);
        return _constants[name] = ToFloats(stored);
    }

    public OnnxValue Bytes(string name, ReadOnlySpan<byte> data, params long[] shape) => Constant(name, DataType.Uint8, data, shape);

    public OnnxValue SignedBytes(string name, ReadOnlySpan<sbyte> data, params long[] shape) =>
        Constant(name, DataType.Int8, MemoryMarshal.AsBytes(data), shape);

    public OnnxValue Wholes(string name, ReadOnlySpan<long> data, params long[] shape) => Constant(name, DataType.Int64, MemoryMarshal.AsBytes(data), shape);

    /// <summary>A constant number without dimensions.</summary>
    public OnnxValue Scalar(float value) => Floats("scalar", [value]);

    /// <summary>A constant whole number without dimensions.</summary>
    public OnnxValue Whole(long value) => Constant("whole", DataType.Int64, MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value)), []);

    public OnnxValue ToFloats(OnnxValue value) => Node("Cast", [value], OnnxSetting.Whole("to", (long)DataType.Float));

    /// <summary>A constant list: the form in which operators take axes, shapes and positions.</summary>
    public OnnxValue List(params ReadOnlySpan<long> values) => Constant("list", DataType.Int64, MemoryMarshal.AsBytes(values), [values.Length]);

    public OnnxValue Node(string op, ReadOnlySpan<OnnxValue> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        Nodes(op, 1, inputs, attributes)[0];

    /// <summary>A node with several outputs.</summary>
    public OnnxValue[] Nodes(string op, int outputs, ReadOnlySpan<OnnxValue> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        Append("", op, outputs, inputs, attributes);

    /// <summary>One of ONNX Runtime's own operators.</summary>
    public OnnxValue RuntimeNode(string op, ReadOnlySpan<OnnxValue> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        _usesRuntimeDomain = true;
        return Append(RuntimeDomain, op, 1, inputs, attributes)[0];
    }

    /// <summary>The finished file. Metadata keys are written in order, so that equal models are equal bytes.</summary>
    public ModelProto ToModel(IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "trm-grid", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = Opset });
        if (_usesRuntimeDomain)
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = RuntimeDomain, Version = 1 });
        foreach (var (key, value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model;
    }

    private OnnxValue[] Append(string domain, string op, int outputs, ReadOnlySpan<OnnxValue> inputs, ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = op, Domain = domain, Name = $"{op}_{_count++}" };
        foreach (var input in inputs)
            node.Input.Add(input.Name);
        foreach (var attribute in attributes)
            node.Attribute.Add(attribute);
        var values = new OnnxValue[outputs];
        for (var i = 0; i < outputs; i++)
        {
            values[i] = new OnnxValue(outputs == 1 ? node.Name : $"{node.Name}_{i}");
            node.Output.Add(values[i].Name);
        }
        _graph.Node.Add(node);
        return values;
    }

    private OnnxValue Constant(string name, DataType type, ReadOnlySpan<byte> data, long[] shape)
    {
        // A weight's name is its identity; the unnamed ones are told apart by content.
        var unnamed = name is "scalar" or "whole" or "list";
        var key = unnamed ? $"{name}/{Convert.ToHexString(data)}" : name;
        if (_constants.TryGetValue(key, out var known))
            return known;
        var value = new OnnxValue(unnamed ? $"{name}_{_constants.Count}" : name);
        var tensor = new TensorProto { Name = value.Name, DataType = (int)type, RawData = ByteString.CopyFrom(data) };
        tensor.Dims.AddRange(shape);
        _graph.Initializer.Add(tensor);
        return _constants[key] = value;
    }

    private static ValueInfoProto Describe(string name, DataType type, OnnxSize[] shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var size in shape)
            dimensions.Dim.Add(size.Name is null
                ? new TensorShapeProto.Types.Dimension { DimValue = size.Value }
                : new TensorShapeProto.Types.Dimension { DimParam = size.Name });
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dimensions } },
        };
    }
}
