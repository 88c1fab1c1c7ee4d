using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Trm.Grid.Puzzles.Datasets.Internal;

namespace Trm.Grid.Puzzles.Datasets;

/// <summary>
/// A dataset mapped into memory: opening reads every byte once, to check them, and from then on only what is asked for. Safe for several threads.
/// Records that were handed out outlive it.
/// </summary>
public sealed unsafe class Dataset : IDisposable
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly string path;
    private readonly byte* bytes;
    private readonly long length;
    private readonly DatasetHead head;
    private readonly string[] names;
    private readonly long recordsAt, numbersAt, cellsAt;

    private Dataset(string path)
    {
        this.path = path;
        length = new FileInfo(path).Length;
        if (length < DatasetLayout.HeadBytes)
            throw Fault($"expected at least {DatasetLayout.HeadBytes} bytes, got {length}");
        file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref bytes);
        try
        {
            RequireUnchanged();
            head = Read<DatasetHead>(DatasetLayout.HashedFrom);
            if (head.Grids < 0 || head.Records < 0 || head.Numbers < 0 || head.Names < 0 || head.NameBytes < 0 || LengthOf(head) > length || !Enum.IsDefined((DatasetKind)head.Kind))
                throw Fault("its counts do not fit its length");
            recordsAt = DatasetLayout.HeadBytes + (long)head.Grids * Unsafe.SizeOf<GridEntry>();
            numbersAt = recordsAt + (long)head.Records * Unsafe.SizeOf<RecordEntry>();
            var namesAt = numbersAt + (long)head.Records * head.Numbers * sizeof(long);
            cellsAt = namesAt + head.NameBytes;
            names = ReadNames(namesAt);
            RequireEntries();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public DatasetKind Kind => (DatasetKind)head.Kind;

    /// <summary>SHA-256 of the records as they lie in the file, as <c>sha256:</c> and 64 digits; the identity is that of the whole file.</summary>
    public string ContentDigest => "sha256:" + Convert.ToHexStringLower(new ReadOnlySpan<byte>(bytes + DatasetLayout.HashAt, SHA256.HashSizeInBytes));

    /// <summary>How many records.</summary>
    public int Count => head.Records;

    public DatasetRecord this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var entry = Entry(index);
            var numbers = new long[head.Numbers];
            for (var i = 0; i < numbers.Length; i++)
                numbers[i] = Read<long>(numbersAt + ((long)index * numbers.Length + i) * sizeof(long));
            return new()
            {
                Question = Grid(entry.Question),
                Answer = entry.Answer < 0 ? null : Grid(entry.Answer),
                Group = names[entry.Group],
                IsTest = entry.Test == 1,
                Numbers = numbers,
            };
        }
    }

    /// <summary>All records, in order.</summary>
    public IEnumerable<DatasetRecord> Records => Enumerable.Range(0, Count).Select(index => this[index]);

    /// <summary>Whether a file says of itself that it is a dataset.</summary>
    public static bool IsDataset(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> begin = stackalloc byte[8];
        return file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && begin.SequenceEqual(DatasetLayout.Magic);
    }

    /// <exception cref="DatasetException">The file is no dataset, or a byte of it was changed.</exception>
    public static Dataset Open(string path) => new(path);

    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }

    private void RequireUnchanged()
    {
        if (!new ReadOnlySpan<byte>(bytes, 8).SequenceEqual(DatasetLayout.Magic))
            throw Fault("its first bytes are not those of a dataset; import the data first");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var at = (long)DatasetLayout.HashedFrom; at < length; at += 1 << 24)
            hash.AppendData(new ReadOnlySpan<byte>(bytes + at, (int)Math.Min(1 << 24, length - at)));
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(new ReadOnlySpan<byte>(bytes + DatasetLayout.HashAt, SHA256.HashSizeInBytes)))
            throw Fault("its bytes were changed after it was written; import the data again");
    }

    /// <summary>Bytes before the cells. As a number that cannot overflow: the counts may be made up.</summary>
    private static Int128 LengthOf(DatasetHead head) => DatasetLayout.HeadBytes + ((Int128)head.Grids * Unsafe.SizeOf<GridEntry>())
        + ((Int128)head.Records * Unsafe.SizeOf<RecordEntry>()) + ((Int128)head.Records * head.Numbers * sizeof(long)) + head.NameBytes;

    /// <summary>Every index and offset lies inside: a file with a right hash may still have been made up.</summary>
    private void RequireEntries()
    {
        for (var i = 0; i < head.Grids; i++)
            if (GridAt(i) is var grid && (grid.Height is 0 or > ByteGrid.MaxSide || grid.Width is 0 or > ByteGrid.MaxSide || grid.Offset < 0 || grid.Offset > length - cellsAt - (long)grid.Height * grid.Width))
                throw Fault($"grid {i} lies outside");
        for (var i = 0; i < head.Records; i++)
            if (Entry(i) is var entry && ((uint)entry.Question >= head.Grids || entry.Answer < -1 || entry.Answer >= head.Grids || (uint)entry.Group >= names.Length))
                throw Fault($"record {i} names what is not there");
    }

    private string[] ReadNames(long at)
    {
        var found = new string[Math.Min(head.Names, head.NameBytes)];
        for (var i = 0; i < found.Length; i++)
        {
            var size = at + sizeof(ushort) <= cellsAt ? Read<ushort>(at) : ushort.MaxValue;
            at += sizeof(ushort);
            if (at + size > cellsAt)
                throw Fault($"name {i} lies outside");
            found[i] = Encoding.UTF8.GetString(bytes + at, size);
            at += size;
        }
        return found;
    }

    private ByteGrid Grid(int index)
    {
        var entry = GridAt(index);
        return new(entry.Height, entry.Width, new ReadOnlySpan<byte>(bytes + cellsAt + entry.Offset, entry.Height * entry.Width));
    }

    private GridEntry GridAt(int index) => Read<GridEntry>(DatasetLayout.HeadBytes + (long)index * Unsafe.SizeOf<GridEntry>());

    private RecordEntry Entry(int index) => Read<RecordEntry>(recordsAt + (long)index * Unsafe.SizeOf<RecordEntry>());

    private T Read<T>(long at) where T : unmanaged => MemoryMarshal.Read<T>(new ReadOnlySpan<byte>(bytes + at, Unsafe.SizeOf<T>()));

    private DatasetException Fault(string what) => new($"opening the dataset {path}: {what}");
}
