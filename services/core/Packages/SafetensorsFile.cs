using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Trm.Grid.Packages.Internal;

namespace Trm.Grid.Packages;

/// <summary>
/// A safetensors file opened for reading. The header is read and checked at once: every tensor lies inside the file, none overlaps another and no
/// byte belongs to none. Data are read when asked for, from any thread. Dispose it.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    // NOTE: reads, no memory mapping: a mapped file that shrinks kills the process, a read that comes short is an exception.
    private readonly SafeFileHandle handle;
    private readonly string path;
    private readonly long dataStart;
    private readonly Dictionary<string, TensorInfo> tensors;

    private SafetensorsFile(SafeFileHandle handle, string path, long dataStart, SafetensorsHeader header)
    {
        (this.handle, this.path, this.dataStart) = (handle, path, dataStart);
        (Tensors, Metadata) = (header.Tensors, header.Metadata);
        tensors = header.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    /// <summary>All tensors in the order of their data.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>The free text that the writer put into <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <exception cref="PackageException">Not a safetensors file, or a damaged one.</exception>
    public static SafetensorsFile Open(string path)
    {
        var handle = File.OpenHandle(path, options: FileOptions.RandomAccess);
        try
        {
            var length = RandomAccess.GetLength(handle);
            Span<byte> prefix = stackalloc byte[8];
            Fill(handle, path, prefix, 0);
            var size = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
            if (size > SafetensorsHeader.MaxBytes || (long)size > length - 8)
                throw SafetensorsHeader.Fault(path, $"expected a header of at most {Math.Min(SafetensorsHeader.MaxBytes, length - 8)} bytes, it says {size}");
            var json = new byte[size];
            Fill(handle, path, json, 8);
            return new(handle, path, 8 + json.Length, SafetensorsHeader.Read(json, length - 8 - json.Length, path));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public bool Contains(string name) => tensors.ContainsKey(name);

    /// <exception cref="PackageException">There is no such tensor.</exception>
    public TensorInfo Info(string name) => tensors.GetValueOrDefault(name) ?? throw new PackageException(PackageReasons.TensorMissing,
        $"reading {path}: expected a tensor '{name}', it holds {tensors.Count} others; was the package written by another version?");

    /// <summary>The tensor's bytes as stored, little-endian, row-major.</summary>
    public byte[] Bytes(string name)
    {
        var bytes = new byte[Info(name).ByteCount];
        Read(name, bytes);
        return bytes;
    }

    /// <param name="name">Which tensor.</param>
    /// <param name="bytes">Written in full; its length must be the tensor's <see cref="TensorInfo.ByteCount"/>.</param>
    public void Read(string name, Span<byte> bytes)
    {
        var info = Info(name);
        if (bytes.Length != info.ByteCount)
            throw new ArgumentException($"'{name}' has {info.ByteCount} bytes, the buffer {bytes.Length}", nameof(bytes));
        Fill(handle, path, bytes, dataStart + info.Offset);
    }

    /// <summary>The elements of a tensor of F32, F16 or BF16, row-major.</summary>
    public float[] Floats(string name) => Info(name).Type switch
    {
        TensorType.F32 => MemoryMarshal.Cast<byte, float>(Bytes(name)).ToArray(),
        TensorType.F16 => Widen(Bytes(name), bits => (float)BitConverter.UInt16BitsToHalf(bits)),
        TensorType.BF16 => Widen(Bytes(name), bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)),
        var type => throw Mismatch(name, "F32, F16 or BF16", type),
    };

    /// <summary>The elements of a tensor of I64 or I32, row-major.</summary>
    public long[] Longs(string name) => Info(name).Type switch
    {
        TensorType.I64 => MemoryMarshal.Cast<byte, long>(Bytes(name)).ToArray(),
        TensorType.I32 => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(Bytes(name)).ToArray(), value => (long)value),
        var type => throw Mismatch(name, "I64 or I32", type),
    };

    /// <summary>The elements of a tensor of BOOL, row-major.</summary>
    public bool[] Bools(string name) => Info(name).Type == TensorType.Bool
        ? Array.ConvertAll(Bytes(name), value => value != 0)
        : throw Mismatch(name, "BOOL", Info(name).Type);

    public void Dispose() => handle.Dispose();

    private static float[] Widen(byte[] bytes, Converter<ushort, float> widen) => Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(bytes).ToArray(), widen);

    private PackageException Mismatch(string name, string expected, TensorType type) => new(PackageReasons.TensorsInvalid,
        $"reading {path}: expected '{name}' as {expected}, got {type}; was the package written by another version?");

    private static void Fill(SafeFileHandle handle, string path, Span<byte> bytes, long offset)
    {
        for (int read; bytes.Length > 0; bytes = bytes[read..], offset += read)
            if ((read = RandomAccess.Read(handle, bytes, offset)) == 0)
                throw SafetensorsHeader.Fault(path, $"expected {bytes.Length} more bytes at {offset}, the file ends there");
    }
}
