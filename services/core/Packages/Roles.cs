namespace Trm.Grid.Packages;

/// <summary>What a file is for. A package holds at most one file of each role.</summary>
public static class Roles
{
    public const string OnnxFp32 = "onnx-fp32";
    public const string OnnxInt8 = "onnx-int8";
    public const string Weights = "weights";
    public const string Card = "card";
    public const string Golden = "golden";

    /// <summary>Embeddings of the puzzles that the model was trained on; see <see cref="PackagedPuzzles"/>.</summary>
    public const string Puzzles = "puzzles";

    /// <summary>The name that a file of this role has by custom.</summary>
    public static string FileName(string role) => role switch
    {
        OnnxFp32 => "model.onnx",
        OnnxInt8 => "model.int8.onnx",
        Weights => "weights.safetensors",
        Card => "card.md",
        Golden => "golden.safetensors",
        Puzzles => "puzzles.safetensors",
        _ => throw new ArgumentException($"no file name is customary for the role '{role}'; give the path yourself", nameof(role)),
    };
}
