using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Trm.Grid.Puzzles.Datasets.Internal;

namespace Trm.Grid.Puzzles.Datasets;

/// <summary>Gathers records and writes them as one file. The same records in the same order give the same bytes.</summary>
public sealed class DatasetWriter(DatasetKind kind)
{
    private readonly List<ByteGrid> grids = [];
    private readonly Dictionary<ByteGrid, int> gridIndex = [];
    private readonly List<string> names = [];
    private readonly Dictionary<string, int> nameIndex = new(StringComparer.Ordinal);
    private readonly List<RecordEntry> records = [];
    private readonly List<long> numbers = [];
    private int numbersEach;

    public int Count => records.Count;

    public void Add(DatasetRecord record)
    {
        if (records.Count == 0)
            numbersEach = record.Numbers.Count;
        if (record.Numbers.Count != numbersEach)
            throw new ArgumentException($"writing a dataset: expected {numbersEach} numbers a record like the first, got {record.Numbers.Count}", nameof(record));
        records.Add(new(Index(record.Question), record.Answer is null ? -1 : Index(record.Answer), Index(record.Group), record.IsTest ? 1 : 0));
        numbers.AddRange(record.Numbers);
    }

    /// <summary>Writes the file in one piece: whoever finds it finds all of it.</summary>
    /// <returns>Its SHA-256 as <c>sha256:</c> and 64 digits: the dataset's identity.</returns>
    public string Save(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var unfinished = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.new");
        try
        {
            string digest;
            using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 20))
            {
                Write(file);
                file.Position = DatasetLayout.HashedFrom;
                var hash = SHA256.HashData(file);
                file.Position = DatasetLayout.HashAt;
                file.Write(hash);
                file.Position = 0;
                digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(file));
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
            return digest;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private void Write(FileStream output)
    {
        var texts = names.ConvertAll(Encoding.UTF8.GetBytes);
        output.Write(DatasetLayout.Magic);
        output.Write(new byte[DatasetLayout.HashedFrom - DatasetLayout.HashAt]);
        Put(output, [new DatasetHead((int)kind, numbersEach, names.Count, grids.Count, records.Count, texts.Sum(text => text.Length + sizeof(ushort)))]);
        var entries = new GridEntry[grids.Count];
        var offset = 0L;
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = new(offset, (ushort)grids[i].Height, (ushort)grids[i].Width);
            offset += grids[i].Cells.Length;
        }
        Put<GridEntry>(output, entries);
        Put(output, CollectionsMarshal.AsSpan(records));
        Put(output, CollectionsMarshal.AsSpan(numbers));
        foreach (var text in texts)
        {
            Put(output, [(ushort)text.Length]);
            output.Write(text);
        }
        foreach (var grid in grids)
            output.Write(grid.Cells);
    }

    private static void Put<T>(Stream output, ReadOnlySpan<T> values) where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("writing a dataset: expected a little-endian machine, as its files are");
        output.Write(MemoryMarshal.AsBytes(values));
    }

    private int Index(ByteGrid grid)
    {
        if (gridIndex.TryGetValue(grid, out var known))
            return known;
        grids.Add(grid);
        return gridIndex[grid] = grids.Count - 1;
    }

    private int Index(string name)
    {
        if (nameIndex.TryGetValue(name, out var known))
            return known;
        if (Encoding.UTF8.GetByteCount(name) > ushort.MaxValue)
            throw new ArgumentException($"writing a dataset: expected a name of at most {ushort.MaxValue} bytes, got {name.Length} characters", nameof(name));
        names.Add(name);
        return nameIndex[name] = names.Count - 1;
    }
}
