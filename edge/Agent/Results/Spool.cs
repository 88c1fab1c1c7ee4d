using System.Buffers.Binary;
using Trm.Grid.Edge.Storage;

namespace Trm.Grid.Edge.Results;

/// <summary>
/// A bounded queue on disk for results on their way to the grid. What <see cref="Append"/> has taken survives a power cut; when the bound is
/// reached the oldest give way and are counted. A crash between the grid's answer and <see cref="Acknowledge"/> sends a result again: the grid
/// keeps each id once.
/// </summary>
internal sealed class Spool
{
    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly long _maxBytes;
    private readonly long _segmentBytes;
    private readonly List<SpoolSegment> _segments;
    private readonly HashSet<long> _acknowledgedAhead = [];
    private readonly Func<bool> _makeRoom;
    private long _head;
    private long _dropped;

    /// <param name="folder">Its own folder.</param>
    /// <param name="maxBytes">Bound of all segments together, at least 4 KiB.</param>
    /// <param name="makeRoom">Asked on a full disk before the spool's own oldest give way; true when that freed something.</param>
    public Spool(string folder, long maxBytes = 64 << 20, Func<bool>? makeRoom = null)
    {
        _makeRoom = makeRoom ?? (() => false);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 4096);
        Directory.CreateDirectory(folder);
        _folder = folder;
        _maxBytes = maxBytes;
        _segmentBytes = Math.Min(1 << 20, maxBytes / 4);
        _segments = SpoolSegment.OpenAll(folder);
        ReadHead();
        if (_segments.Count == 0)
            _segments.Add(SpoolSegment.Create(folder, _head));
        RemoveSent();
    }

    /// <summary>Results that wait.</summary>
    public long Count
    {
        get
        {
            lock (_lock)
                return _segments.Sum(s => Math.Max(0, s.End - Math.Max(s.First, _head))) - _acknowledgedAhead.Count;
        }
    }

    /// <summary>Results that gave way to newer ones, or found no room at all, since the spool was made.</summary>
    public long Dropped
    {
        get
        {
            lock (_lock)
                return _dropped;
        }
    }

    /// <summary>Keeps a result; when it returns true the disk has it.</summary>
    /// <returns>False when the disk is so full that even the oldest results' room is not enough; it is counted as dropped.</returns>
    public bool Append(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > SpoolRecord.MaxPayloadBytes)
            throw new ArgumentException($"spooling a result: expected at most {SpoolRecord.MaxPayloadBytes} bytes, got {payload.Length}", nameof(payload));
        var frame = SpoolRecord.Frame(payload);
        lock (_lock)
        {
            while (_segments.Count > 1 && _segments.Sum(s => (long)s.Bytes) + frame.Length > _maxBytes)
                DropOldest();
            while (true)
                try
                {
                    if (_segments[^1].Bytes > 0 && _segments[^1].Bytes + frame.Length > _segmentBytes)
                        _segments.Add(SpoolSegment.Create(_folder, _segments[^1].End));
                    _segments[^1].Append(frame);
                    return true;
                }
                catch (IOException e) when (DiskSpace.Refuses(e))
                {
                    if (DiskSpace.IsFull(e) && (_makeRoom() || TryDropOldest()))
                        continue;
                    _dropped++;
                    return false;
                }
        }
    }

    /// <summary>The oldest results that wait.</summary>
    /// <param name="count">At most so many.</param>
    /// <param name="bytes">And, behind the first, at most so many bytes.</param>
    public List<SpooledResult> Peek(int count, int bytes)
    {
        lock (_lock)
        {
            var results = new List<SpooledResult>();
            foreach (var segment in _segments)
            {
                bytes -= segment.Read(_head, _acknowledgedAhead, count, bytes, results);
                if (results.Count >= count || bytes <= 0)
                    break;
            }
            return results;
        }
    }

    /// <summary>Forgets results that the grid has kept.</summary>
    public void Acknowledge(IEnumerable<long> sequences)
    {
        lock (_lock)
        {
            foreach (var sequence in sequences)
                if (sequence >= _head)
                    _acknowledgedAhead.Add(sequence);
            var head = _head;
            while (_acknowledgedAhead.Remove(_head))
                MoveHead(_head + 1);
            if (_head == head)
                return;
            TryWriteHead();
            RemoveSent();
        }
    }

    /// <summary>Takes back that a result was dropped: the grid got it all the same.</summary>
    public void Undrop()
    {
        lock (_lock)
            _dropped--;
    }

    /// <summary>Gives up a result that the grid will never take, and counts it as dropped.</summary>
    public void Discard(long sequence)
    {
        lock (_lock)
        {
            if (sequence < _head || _acknowledgedAhead.Contains(sequence))
                return;
            _dropped++;
        }
        Acknowledge([sequence]);
    }

    /// <summary>Lets the oldest go for the sake of others.</summary>
    /// <returns>False when there is no more than the newest.</returns>
    public bool GiveWay()
    {
        lock (_lock)
            return TryDropOldest();
    }

    private bool TryDropOldest()
    {
        if (_segments.Count < 2)
            return false;
        DropOldest();
        return true;
    }

    private void DropOldest()
    {
        var oldest = _segments[0];
        for (var sequence = Math.Max(_head, oldest.First); sequence < oldest.End; sequence++)
            if (!_acknowledgedAhead.Remove(sequence))
                _dropped++;
        MoveHead(Math.Max(_head, oldest.End));
        // The count is written first: a crash in between drops a little later what is then already counted, never silently.
        TryWriteHead();
        RemoveSent();
    }

    /// <summary>Sequence numbers that damage has taken out of a segment's end are stepped over.</summary>
    private void MoveHead(long head)
    {
        _head = head;
        if (_segments.FirstOrDefault(s => s.End > _head) is { } next)
            _head = Math.Max(_head, next.First);
    }

    private void RemoveSent()
    {
        MoveHead(_head);
        while (_segments.Count > 1 && _segments[0].End <= _head)
        {
            _segments[0].TryDelete();
            _segments.RemoveAt(0);
        }
    }

    private string HeadPath => Path.Combine(_folder, "head");

    private void ReadHead()
    {
        if (AtomicFile.ReadIfPresent(HeadPath) is { Length: 16 } bytes)
        {
            _head = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            _dropped = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8));
        }
        // A segment that lost its damaged end must not hand out a sequence number a second time.
        if (_segments.Count > 0 && _segments[^1].End < _head)
            _segments.Add(SpoolSegment.Create(_folder, _head));
    }

    private void WriteHead()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, _head);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], _dropped);
        AtomicFile.Write(HeadPath, bytes);
    }

    private void TryWriteHead()
    {
        try
        {
            WriteHead();
        }
        catch (IOException e) when (DiskSpace.Refuses(e))
        {
            // On a full disk the segment must go first to make room; the count is then written with the next acknowledgement. On one that can only
            // be read nothing is written any more, and what the grid has is sent again after a restart.
        }
    }
}
