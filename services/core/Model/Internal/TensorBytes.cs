using TorchSharp;
using Trm.Grid.Packages;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>Tensors as the little-endian bytes of a safetensors file.</summary>
internal static class TensorBytes
{
    public static byte[] Of(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().bytes.ToArray();
    }

    public static TensorType TypeOf(ScalarType type) => type switch
    {
        ScalarType.Float32 => TensorType.F32,
        ScalarType.BFloat16 => TensorType.BF16,
        ScalarType.Float64 => TensorType.F64,
        ScalarType.Int64 => TensorType.I64,
        ScalarType.Bool => TensorType.Bool,
        _ => throw new ArgumentException($"storing a tensor: expected float32, bfloat16, float64, int64 or bool, got {type}"),
    };

    /// <summary>A fresh CPU tensor in the caller's dispose scope.</summary>
    public static Tensor Read(TensorInfo info, ReadOnlySpan<byte> bytes)
    {
        var type = info.Type switch
        {
            TensorType.F32 => float32,
            TensorType.BF16 => bfloat16,
            TensorType.F16 => float16,
            TensorType.F64 => float64,
            TensorType.I64 => int64,
            TensorType.Bool => @bool,
            _ => throw new CheckpointException($"reading tensor {info.Name}: expected F32, BF16, F16, F64, I64 or BOOL, got {info.Type}"),
        };
        var result = empty([.. info.Shape], type);
        bytes.CopyTo(result.bytes);
        return result;
    }
}
