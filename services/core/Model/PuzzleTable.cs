using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Trm.Grid.Model;

/// <summary>
/// Embeddings of more puzzles than fit into memory, [N, d] of fp32 in a file that is mapped; zero at first, and rows that nobody learned take no room
/// on the disk. What training moves stays in memory until <see cref="Commit"/>: the file always holds the table as a checkpoint knows it. A process
/// that dies between a checkpoint and its commit, or in the midst of it, leaves a file that <see cref="Redo"/> makes whole from the checkpoint.
/// <code>
///  0  "trmrows1"
///  8  rows, width, step of the last commit    three int64, little endian
/// 64  the rows
/// </code>
/// </summary>
public sealed unsafe class PuzzleTable : IDisposable
{
    private const int HeadBytes = 64, StepAt = 24;
    private const ulong Magic = 0x3173_776F_726D_7274; // "trmrows1"

    private readonly string path;
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* bytes;
    private readonly SortedDictionary<long, float[]> moved = [];

    private PuzzleTable(string path, FileMode mode, long rows, int width)
    {
        (this.path, Count, Width) = (path, rows, width);
        file = MemoryMappedFile.CreateFromFile(path, mode, null, HeadBytes + (rows * width * sizeof(float)));
        view = file.CreateViewAccessor();
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref bytes);
    }

    /// <summary>N.</summary>
    public long Count { get; }

    /// <summary>d.</summary>
    public int Width { get; }

    /// <summary>The step whose checkpoint the file was committed with last; 0 for none.</summary>
    public long CommittedStep
    {
        get => *(long*)(bytes + StepAt);
        private set => *(long*)(bytes + StepAt) = value;
    }

    private Span<float> Row(long id) => new(bytes + HeadBytes + (id * Width * sizeof(float)), Width);

    /// <summary>A table of zeros; what lies there is replaced.</summary>
    public static PuzzleTable Create(string path, long rows, int width)
    {
        File.Delete(path);
        var table = new PuzzleTable(path, FileMode.CreateNew, rows, width);
        (*(ulong*)table.bytes, *(long*)(table.bytes + 8), *(long*)(table.bytes + 16)) = (Magic, rows, width);
        return table;
    }

    /// <exception cref="CheckpointException">There is none, or one of another shape.</exception>
    public static PuzzleTable Open(string path, long rows, int width)
    {
        var wanted = HeadBytes + (rows * width * sizeof(float));
        var info = new FileInfo(path);
        if (!info.Exists || info.Length != wanted)
            throw new CheckpointException($"opening the puzzle embeddings {path}: expected a file of {wanted} bytes, got {(info.Exists ? $"one of {info.Length}" : "none")}; it belongs beside the run's checkpoint");
        var table = new PuzzleTable(path, FileMode.Open, rows, width);
        if (*(ulong*)table.bytes == Magic && *(long*)(table.bytes + 8) == rows && *(long*)(table.bytes + 16) == width)
            return table;
        table.Dispose();
        throw new CheckpointException($"opening the puzzle embeddings {path}: expected {rows} rows of {width}, the file is another one");
    }

    /// <summary>Rows as they stand now.</summary>
    /// <param name="ids">int64 [B] on the CPU.</param>
    /// <returns>fp32 [B, d] on the CPU, the caller's.</returns>
    public Tensor Rows(Tensor ids)
    {
        var wanted = ids.data<long>().ToArray();
        var rows = new float[wanted.Length * Width];
        for (var i = 0; i < wanted.Length; i++)
            Read(wanted[i], rows.AsSpan(i * Width, Width));
        return tensor(rows, [wanted.Length, Width]);
    }

    /// <summary>A row as it stands now.</summary>
    /// <param name="id">Below <see cref="Count"/>.</param>
    /// <param name="row">[d], written in full.</param>
    public void Read(long id, Span<float> row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, Count);
        (moved.TryGetValue(id, out var own) ? own : Row(id)).CopyTo(row);
    }

    /// <summary>Moves rows; the file learns of them with the next commit.</summary>
    /// <param name="ids">int64 [R] on the CPU, none twice.</param>
    /// <param name="rows">fp32 [R, d] on the CPU.</param>
    public void Put(Tensor ids, Tensor rows)
    {
        var values = rows.contiguous().data<float>().ToArray();
        var at = 0;
        foreach (var id in ids.data<long>().ToArray())
            moved[id] = values[(at * Width)..(++at * Width)];
    }

    /// <summary>What was moved since the last commit, for the checkpoint: ids int64 [R] in order, and rows fp32 [R, d]; the caller's.</summary>
    public (Tensor Ids, Tensor Rows) Moved() => (tensor(moved.Keys.ToArray()), tensor(moved.Values.SelectMany(row => row).ToArray(), [moved.Count, Width]));

    /// <summary>Puts what was moved into the file. Only after a checkpoint with <see cref="Moved"/> lies on the disk: from there it is made good.</summary>
    /// <param name="step">The checkpoint's.</param>
    public void Commit(long step)
    {
        foreach (var (id, row) in moved)
            row.CopyTo(Row(id));
        // The step comes last: as long as it is the old one, the rows are written again.
        view.Flush();
        CommittedStep = step;
        view.Flush();
        moved.Clear();
    }

    /// <summary>Brings the file to where a checkpoint stands.</summary>
    /// <param name="ids">The checkpoint's moved rows.</param>
    /// <param name="rows">Likewise.</param>
    /// <param name="before">The step that the file was committed with when the checkpoint was written.</param>
    /// <param name="step">The checkpoint's own.</param>
    /// <exception cref="CheckpointException">The file belongs to another checkpoint.</exception>
    public void Redo(Tensor ids, Tensor rows, long before, long step)
    {
        if (CommittedStep != before && CommittedStep != step)
            throw new CheckpointException($"resuming at step {step}: expected puzzle embeddings of step {before} or {step}, {path} is of step {CommittedStep}; resume with the checkpoint that lies beside it");
        moved.Clear();
        Put(ids, rows);
        Commit(step);
    }

    /// <summary>The table's bytes as they stand now, in pieces.</summary>
    public IEnumerable<byte[]> Pieces()
    {
        var row = new float[Width];
        for (var id = 0L; id < Count; id++)
        {
            Read(id, row);
            yield return MemoryMarshal.AsBytes(row.AsSpan()).ToArray();
        }
    }

    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }
}
