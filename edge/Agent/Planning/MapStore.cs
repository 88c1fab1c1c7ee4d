using Trm.Grid.Edge.Storage;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Edge.Planning;

/// <summary>
/// Maps on disk, named by their digest, within a bound: the one not used for longest gives way. The last few used, inflated or not, are in memory.
/// </summary>
internal sealed class MapStore(string folder, long maxBytes = 256 << 20)
{
    /// <summary>The most cells of a map: 16 Mi, so that a map and a search on it fit a board of 1 GB.</summary>
    public const int MaxCells = 1 << 24;

    private const string Extension = ".map";
    private const int InMemory = 4;
    private readonly Lock _lock = new();
    private readonly LinkedList<(string Digest, double RadiusM, CostMap Map)> _recent = new();

    /// <summary>Keeps a map and gives its digest.</summary>
    public string Add(CostMap map)
    {
        var bytes = CostMapBytes.Write(map);
        lock (_lock)
        {
            var path = PathOf(map.Digest);
            if (!File.Exists(path))
            {
                try
                {
                    Directory.CreateDirectory(folder);
                    MakeRoom(bytes.Length);
                    AtomicFile.Write(path, bytes);
                }
                catch (IOException e) when (DiskSpace.IsReadOnly(e))
                {
                    // The robot must plan: in memory the map lasts as long as it is used.
                }
            }
            Remember(map.Digest, 0, map);
        }
        return map.Digest;
    }

    /// <summary>The map as a robot of that radius sees it, or null when it is not here.</summary>
    /// <param name="digest">As <see cref="Add"/> gave it.</param>
    /// <param name="radiusM">Footprint radius in metres; 0: the map as it is.</param>
    /// <param name="clock">Whose time tells when it was used last.</param>
    public CostMap? Find(string digest, double radiusM, TimeProvider clock)
    {
        lock (_lock)
        {
            if (Recall(digest, radiusM) is { } known)
                return known;
            if ((Recall(digest, 0) ?? Read(digest, clock)) is not { } map)
                return null;
            Remember(digest, 0, map);
            if (radiusM <= 0)
                return map;
            var inflated = Inflation.Inflate(map, radiusM);
            Remember(digest, radiusM, inflated);
            return inflated;
        }
    }

    private CostMap? Read(string digest, TimeProvider clock)
    {
        if (!Digest.TryParse(digest, out _) || AtomicFile.ReadIfPresent(PathOf(digest)) is not { } bytes)
            return null;
        try
        {
            var map = CostMapBytes.Read(bytes);
            if (map.Digest == digest)
            {
                Touch(digest, clock);
                return map;
            }
        }
        catch (MapFormatException)
        {
            // Damaged on disk: it is gone, and asked for anew.
        }
        File.Delete(PathOf(digest));
        return null;
    }

    private void Touch(string digest, TimeProvider clock)
    {
        try
        {
            File.SetLastWriteTimeUtc(PathOf(digest), clock.GetUtcNow().UtcDateTime);
        }
        catch (IOException e) when (DiskSpace.Refuses(e))
        {
            // It only tells which map was used last.
        }
    }

    private CostMap? Recall(string digest, double radiusM)
    {
        for (var node = _recent.First; node is not null; node = node.Next)
            if (node.Value.Digest == digest && node.Value.RadiusM.Equals(radiusM))
            {
                _recent.Remove(node);
                _recent.AddFirst(node);
                return node.Value.Map;
            }
        return null;
    }

    private void Remember(string digest, double radiusM, CostMap map)
    {
        if (Recall(digest, radiusM) is not null)
            return;
        _recent.AddFirst((digest, radiusM, map));
        if (_recent.Count > InMemory)
            _recent.RemoveLast();
    }

    private void MakeRoom(long bytes)
    {
        var files = new DirectoryInfo(folder).GetFiles("*" + Extension).OrderBy(f => f.LastWriteTimeUtc).ToList();
        var total = files.Sum(f => f.Length) + bytes;
        foreach (var file in files.TakeWhile(_ => total > maxBytes))
        {
            total -= file.Length;
            file.Delete();
        }
    }

    private string PathOf(string digest) => Path.Combine(folder, Digest.Parse(digest).Hex + Extension);
}
