namespace Trm.Grid.Packages;

/// <summary>Element types of a safetensors file, in the order of the format's own enumeration, which orders the data of a written file.</summary>
public enum TensorType { Bool, U8, F16, BF16, I32, F32, F64, I64 }
