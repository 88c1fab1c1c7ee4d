namespace Trm.Grid.Puzzles.Planning.Internal;

/// <summary>
/// A four-ary min-heap of cell indexes by (key, tie) that can lower the key of a cell it holds. It holds each cell once at most, so a capacity of
/// all cells is enough for ever and a search never allocates.
/// </summary>
internal sealed class CellHeap
{
    private Entry[] _entries = [];
    private int[] _places = [];

    public int Count { get; private set; }

    public void Reset(int cells)
    {
        Count = 0;
        if (_places.Length < cells)
            (_entries, _places) = (new Entry[cells], new int[cells]);
    }

    public void Push(int cell, long key, long tie) => SiftUp(Count++, new(key, tie, cell));

    /// <summary>Lowers the key of a cell that is in the heap.</summary>
    public void Lower(int cell, long key, long tie) => SiftUp(_places[cell], new(key, tie, cell));

    public int Pop(out long key)
    {
        var top = _entries[0];
        key = top.Key;
        var last = _entries[--Count];
        if (Count > 0)
            SiftDown(last);
        return top.Cell;
    }

    private void SiftUp(int place, Entry entry)
    {
        var entries = _entries;
        while (place > 0)
        {
            var parent = (place - 1) >> 2;
            if (!entry.Before(entries[parent]))
                break;
            entries[place] = entries[parent];
            _places[entries[place].Cell] = place;
            place = parent;
        }
        entries[place] = entry;
        _places[entry.Cell] = place;
    }

    private void SiftDown(Entry entry)
    {
        var entries = _entries;
        var place = 0;
        while (true)
        {
            var first = (place << 2) + 1;
            if (first >= Count)
                break;
            var best = first;
            var end = Math.Min(first + 4, Count);
            for (var child = first + 1; child < end; child++)
                if (entries[child].Before(entries[best]))
                    best = child;
            if (!entries[best].Before(entry))
                break;
            entries[place] = entries[best];
            _places[entries[place].Cell] = place;
            place = best;
        }
        entries[place] = entry;
        _places[entry.Cell] = place;
    }

    private readonly record struct Entry(long Key, long Tie, int Cell)
    {
        public bool Before(in Entry other) => Key < other.Key || (Key == other.Key && Tie < other.Tie);
    }
}
