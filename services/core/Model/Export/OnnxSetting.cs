using Google.Protobuf;
using Trm.Grid.Contracts.Onnx;
using Kind = Trm.Grid.Contracts.Onnx.AttributeProto.Types.AttributeType;

namespace Trm.Grid.Model.Export;

/// <summary>A node's named constants.</summary>
public static class OnnxSetting
{
    public static AttributeProto Whole(string name, long value) => new() { Name = name, Type = Kind.Int, I = value };

    public static AttributeProto Real(string name, float value) => new() { Name = name, Type = Kind.Float, F = value };

    public static AttributeProto Text(string name, string value) => new() { Name = name, Type = Kind.String, S = ByteString.CopyFromUtf8(value) };

    public static AttributeProto Wholes(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = Kind.Ints };
        foreach (var value in values)
            attribute.Ints.Add(value);
        return attribute;
    }
}
