using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Trm.Grid.Puzzles.Planning;

/// <summary>
/// A cost map as bytes, for uploads and for its digest: the 16 characters <c>trm-grid costmap</c>, then little endian: int32 version (1), width,
/// height, axis; float64 resolution, origin x, origin y; then one byte per cell, row by row from the top.
/// </summary>
public static class CostMapBytes
{
    public const int HeaderBytes = 56;
    private const int Version = 1;

    private static ReadOnlySpan<byte> Magic => "trm-grid costmap"u8;

    public static byte[] Write(CostMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var bytes = new byte[HeaderBytes + map.Cells.Length];
        WriteHeader(map, bytes);
        map.Cells.CopyTo(bytes.AsSpan(HeaderBytes));
        return bytes;
    }

    /// <exception cref="MapFormatException">The bytes are not such a map.</exception>
    public static CostMap Read(ReadOnlySpan<byte> bytes, string name = "map bytes")
    {
        if (bytes.Length < HeaderBytes || !bytes.StartsWith(Magic))
            throw new MapFormatException(name, "a cost map's header of 56 bytes", $"{bytes.Length} bytes of something else", "upload what CostMapBytes.Write gives");
        var version = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]);
        if (version != Version)
            throw new MapFormatException(name, $"cost map version {Version}", $"{version}", "update this program or write the map with the older one");
        var (width, height) = (BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]));
        MapFormatException.CheckSize(name, width, height);
        if (bytes.Length != HeaderBytes + (width * height))
            throw new MapFormatException(name, $"{HeaderBytes + (width * height)} bytes for {width}x{height} cells", $"{bytes.Length}", "send the whole map");
        var axis = BinaryPrimitives.ReadInt32LittleEndian(bytes[28..]);
        var resolution = BinaryPrimitives.ReadDoubleLittleEndian(bytes[32..]);
        var (x, y) = (BinaryPrimitives.ReadDoubleLittleEndian(bytes[40..]), BinaryPrimitives.ReadDoubleLittleEndian(bytes[48..]));
        if (axis is not (0 or 1) || !double.IsFinite(resolution) || resolution <= 0 || !double.IsFinite(x) || !double.IsFinite(y))
            throw new MapFormatException(name, "axis 0 or 1, a positive resolution and a finite origin", $"{axis}, {resolution}, ({x}, {y})", "write the map again");
        return new(width, height, bytes[HeaderBytes..].ToArray(), resolution, x, y, (MapAxis)axis);
    }

    internal static string Digest(CostMap map)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        WriteHeader(map, header);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        hash.AppendData(map.Cells);
        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void WriteHeader(CostMap map, Span<byte> bytes)
    {
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[20..], map.Width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], map.Height);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[28..], (int)map.Axis);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[32..], map.ResolutionM);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[40..], map.OriginX);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[48..], map.OriginY);
    }
}
