using Google.Protobuf;

namespace Trm.Grid.Model.Export;

/// <summary>Turns a trained network into files that run without torch.</summary>
public static class ModelExport
{
    /// <summary>The bytes of an .onnx file with one supervision step; equal networks give equal bytes.</summary>
    /// <param name="network">The weights to export: the moving average, not the weights that training moves.</param>
    /// <param name="precision">In what numbers the graph multiplies its matrices.</param>
    public static byte[] ToOnnx(Network network, ExportPrecision precision) => StepGraph.Of(network, precision).ToByteArray();
}
