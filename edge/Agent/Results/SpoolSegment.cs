using System.Globalization;

namespace Trm.Grid.Edge.Results;

/// <summary>One file of the spool: consecutive records, the first one's sequence number in its name.</summary>
internal sealed class SpoolSegment
{
    private const string Extension = ".seg";
    private readonly string _path;
    private readonly List<int> _starts = [];

    private SpoolSegment(string path, long first)
    {
        _path = path;
        First = first;
    }

    /// <summary>Sequence number of the first record.</summary>
    public long First { get; }

    /// <summary>Sequence number behind the last record.</summary>
    public long End => First + _starts.Count;

    public int Bytes { get; private set; }

    public static SpoolSegment Create(string folder, long first)
    {
        var path = Path.Combine(folder, first.ToString("D16", CultureInfo.InvariantCulture) + Extension);
        using (new FileStream(path, FileMode.Create, FileAccess.Write)) { }
        Storage.FolderSync.Flush(folder);
        return new SpoolSegment(path, first);
    }

    /// <summary>The folder's segments, oldest first, each cut behind its last whole record.</summary>
    public static List<SpoolSegment> OpenAll(string folder)
    {
        var segments = new List<SpoolSegment>();
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal))
        {
            if (!long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var first))
                continue;
            var segment = new SpoolSegment(path, first);
            segment.Scan();
            segments.Add(segment);
        }
        return segments;
    }

    /// <summary>Appends a framed record and waits until the disk has it. On a fault the segment stands as before.</summary>
    public void Append(ReadOnlySpan<byte> frame)
    {
        using var stream = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            stream.Position = Bytes;
            stream.Write(frame);
            stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            stream.SetLength(Bytes);
            throw;
        }
        _starts.Add(Bytes);
        Bytes += frame.Length;
    }

    /// <summary>Adds payloads from the sequence number on, without those to skip, until the segment ends or the count or the bytes are reached.</summary>
    /// <returns>Bytes added.</returns>
    public int Read(long from, HashSet<long> skip, int count, int bytes, List<SpooledResult> into)
    {
        using var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var added = 0;
        for (var sequence = Math.Max(from, First); sequence < End && into.Count < count; sequence++)
        {
            if (skip.Contains(sequence))
                continue;
            var index = (int)(sequence - First);
            var end = index + 1 < _starts.Count ? _starts[index + 1] : Bytes;
            var length = end - _starts[index] - SpoolRecord.HeaderBytes;
            if (added > 0 && added + length > bytes)
                break;
            stream.Position = _starts[index] + SpoolRecord.HeaderBytes;
            var payload = new byte[length];
            stream.ReadExactly(payload);
            into.Add(new SpooledResult(sequence, payload));
            added += length;
        }
        return added;
    }

    /// <summary>Where the disk can only be read the file stays, and what it holds is sent again after a restart: the grid keeps each result once.</summary>
    public void TryDelete()
    {
        try
        {
            File.Delete(_path);
        }
        catch (IOException e) when (Storage.DiskSpace.IsReadOnly(e))
        {
            // As above.
        }
    }

    private void Scan()
    {
        var bytes = File.ReadAllBytes(_path);
        var at = 0;
        while (SpoolRecord.Measure(bytes.AsSpan(at)) is var length and > 0)
        {
            _starts.Add(at);
            at += length;
        }
        Bytes = at;
        if (at == bytes.Length)
            return;
        try
        {
            using var stream = new FileStream(_path, FileMode.Open, FileAccess.Write);
            stream.SetLength(at);
            stream.Flush(flushToDisk: true);
        }
        catch (IOException e) when (Storage.DiskSpace.IsReadOnly(e))
        {
            // Nothing is appended there either.
        }
    }
}
