using System.Text;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Edge.Swap;

/// <summary>The two slots, and the pointer that says which one runs.</summary>
internal sealed class Slots
{
    private readonly string _pointer;
    private readonly Slot[] _slots;

    public Slots(string folder)
    {
        _pointer = Path.Combine(folder, "active");
        _slots = [new Slot("a", Path.Combine(folder, "a")), new Slot("b", Path.Combine(folder, "b"))];
        Directory.CreateDirectory(folder);
    }

    /// <summary>The slot that the pointer names, or null.</summary>
    public Slot? Active => AtomicFile.ReadIfPresent(_pointer) is { } bytes
        ? Array.Find(_slots, s => s.Name == Encoding.UTF8.GetString(bytes).Trim())
        : null;

    /// <summary>The slot that may be written.</summary>
    public Slot Inactive => Active is { } active ? Other(active) : _slots[0];

    public Slot Other(Slot slot) => slot == _slots[0] ? _slots[1] : _slots[0];

    /// <summary>Moves the pointer in one step that a power cut cannot halve.</summary>
    public void Activate(Slot slot)
    {
        if (slot.ProvenDigest.Length == 0)
            throw new InvalidOperationException($"activating slot {slot.Name}: it is not proven");
        AtomicFile.Write(_pointer, Encoding.UTF8.GetBytes(slot.Name));
    }

    public void Deactivate()
    {
        File.Delete(_pointer);
        FolderSync.Flush(Path.GetDirectoryName(_pointer)!);
    }
}
