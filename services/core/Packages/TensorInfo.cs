namespace Trm.Grid.Packages;

/// <summary>One tensor of a safetensors file, without its data.</summary>
/// <param name="Name">Unique in its file.</param>
/// <param name="Type">Of every element.</param>
/// <param name="Shape">Row-major; empty for a scalar.</param>
/// <param name="Offset">Where its bytes begin, counted from the end of the header.</param>
/// <param name="ByteCount">How many bytes it has.</param>
public sealed record TensorInfo(string Name, TensorType Type, IReadOnlyList<long> Shape, long Offset, long ByteCount)
{
    /// <summary>Elements.</summary>
    public long Count { get; } = Shape.Aggregate(1L, (product, side) => checked(product * side));

    /// <summary>Bytes that one element of a type takes.</summary>
    public static int SizeOf(TensorType type) => type switch
    {
        TensorType.Bool or TensorType.U8 => 1,
        TensorType.F16 or TensorType.BF16 => 2,
        TensorType.I32 or TensorType.F32 => 4,
        _ => 8,
    };
}
