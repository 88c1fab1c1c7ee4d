using System.Text.Json;
using Trm.Grid.Puzzles.Datasets.Internal;
using Trm.Grid.Puzzles.Grids;

namespace Trm.Grid.Puzzles.Datasets;

/// <summary>Grids of a task of one's own, as JSON.</summary>
public static class GridText
{
    /// <summary>Reads a list of rows, or an object whose <c>input</c> is one.</summary>
    /// <exception cref="FormatException">It is neither; the message says where.</exception>
    public static ByteGrid Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return GridJson.Grid(root.ValueKind == JsonValueKind.Object && root.TryGetProperty("input", out var input) ? input : root, GridsTask.MaxSide, GridsTask.MaxValue);
        }
        catch (JsonException fault)
        {
            throw new FormatException($"expected JSON: {fault.Message}", fault);
        }
    }
}
