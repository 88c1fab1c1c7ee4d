using System.Text.Json;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Edge.Swap;

/// <summary>What must be known after a restart without the grid: the last wish, and whether it was refused.</summary>
internal sealed class SwapMemory
{
    private readonly string _path;

    public SwapMemory(string folder)
    {
        _path = Path.Combine(folder, "swap.json");
        if (AtomicFile.ReadIfPresent(_path) is not { } bytes)
            return;
        try
        {
            var record = JsonSerializer.Deserialize(bytes, AgentJson.Default.SwapRecord);
            (Wish, Refusal) = (record?.Wish ?? Wish.None, record?.Refusal);
        }
        catch (JsonException)
        {
            // Damaged by something other than us; the grid repeats the whole desired state at the next connection.
        }
    }

    public Wish Wish { get; private set; } = Wish.None;

    /// <summary>The refusal of the present wish, or null.</summary>
    public Refusal? Refusal { get; private set; }

    public void Remember(Wish wish) => Write(wish, null);

    public void Remember(Refusal? refusal) => Write(Wish, refusal);

    private void Write(Wish wish, Refusal? refusal)
    {
        (Wish, Refusal) = (wish, refusal);
        AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(new SwapRecord(wish, refusal), AgentJson.Default.SwapRecord));
    }
}

/// <summary>The file's form.</summary>
internal sealed record SwapRecord(Wish? Wish, Refusal? Refusal);
