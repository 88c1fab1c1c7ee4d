using System.Text.Json;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Edge.Swap;

/// <summary>What must be known after a restart without the grid: the last wish, whether it was refused, and whether its model is on trial.</summary>
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
            (Wish, Refusal, Trial) = (record?.Wish ?? Wish.None, record?.Refusal, record?.Trial);
        }
        catch (JsonException)
        {
            // Damaged by something other than us; the grid repeats the whole desired state at the next connection.
        }
    }

    public Wish Wish { get; private set; } = Wish.None;

    /// <summary>The refusal of the present wish, or null.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>The model that is on trial, or null.</summary>
    public TrialMark? Trial { get; private set; }

    public void Remember(Wish wish) => Write(wish, null, Trial);

    public void Remember(Refusal? refusal) => Write(Wish, refusal, Trial);

    public void Remember(TrialMark? trial) => Write(Wish, Refusal, trial);

    public void Remember(Refusal? refusal, TrialMark? trial) => Write(Wish, refusal, trial);

    private void Write(Wish wish, Refusal? refusal, TrialMark? trial)
    {
        (Wish, Refusal, Trial) = (wish, refusal, trial);
        AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(new SwapRecord(wish, refusal, trial), AgentJson.Default.SwapRecord));
    }
}

/// <summary>The file's form.</summary>
internal sealed record SwapRecord(Wish? Wish, Refusal? Refusal, TrialMark? Trial);
