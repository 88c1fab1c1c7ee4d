using System.Text;
using System.Text.Json;
using Trm.Grid.Puzzles;
using Trm.Grid.Runtime;

namespace Trm.Grid.Edge.Serving;

/// <summary>What a model tells of itself, as it goes through the pipe.</summary>
internal static class StepDescription
{
    public static void Write(StepPipe pipe, StepMetadata metadata)
    {
        var shape = JsonSerializer.SerializeToUtf8Bytes(metadata.Shape, RuntimeJson.Default.TaskShape);
        pipe.Add(metadata.Steps);
        pipe.Add(metadata.Prefix);
        pipe.Add(metadata.Symmetric ? (byte)1 : (byte)0);
        pipe.Add(shape.Length);
        pipe.Add(shape);
        var configuration = Encoding.UTF8.GetBytes(metadata.ConfigurationJson);
        pipe.Add(configuration.Length);
        pipe.Add(configuration);
    }

    public static StepMetadata Read(ref StepReader reader) => new()
    {
        Steps = reader.Int(),
        Prefix = reader.Int(),
        Symmetric = reader.Byte() == 1,
        Shape = JsonSerializer.Deserialize(reader.Bytes(), RuntimeJson.Default.TaskShape) ?? throw new IOException("reading from the model's process: it names no shape"),
        ConfigurationJson = Encoding.UTF8.GetString(reader.Bytes()),
    };
}
