using System.Text;
using System.Text.Json;
using Trm.Grid.Puzzles;
using Trm.Grid.Runtime;

namespace Trm.Grid.Edge.Serving;

/// <summary>What a model tells of itself, as it goes through the pipe.</summary>
internal static class StepDescription
{
    public static void Write(StepPipe pipe, StepMetadata metadata, string provider)
    {
        var shape = JsonSerializer.SerializeToUtf8Bytes(metadata.Shape, RuntimeJson.Default.TaskShape);
        pipe.Add(metadata.Steps);
        pipe.Add(metadata.Prefix);
        pipe.Add(metadata.Symmetric ? (byte)1 : (byte)0);
        foreach (var part in (byte[][])[shape, Encoding.UTF8.GetBytes(metadata.ConfigurationJson), Encoding.UTF8.GetBytes(provider)])
        {
            pipe.Add(part.Length);
            pipe.Add(part);
        }
    }

    /// <returns>The model, and on what it runs.</returns>
    public static (StepMetadata Metadata, string Provider) Read(StepReader reader)
    {
        var metadata = new StepMetadata
        {
            Steps = reader.Int(),
            Prefix = reader.Int(),
            Symmetric = reader.Byte() == 1,
            Shape = JsonSerializer.Deserialize(reader.Bytes(), RuntimeJson.Default.TaskShape) ?? throw new IOException("reading from the model's process: it names no shape"),
            ConfigurationJson = Encoding.UTF8.GetString(reader.Bytes()),
        };
        return (metadata, Encoding.UTF8.GetString(reader.Bytes()));
    }
}
