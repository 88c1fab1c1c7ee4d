namespace Trm.Grid.Puzzles.Datasets.Internal;

/// <summary>
/// How a dataset lies in its file, little endian. Equal grids and equal names are stored once.
/// <code>
///  0  "trmdata1"
///  8  SHA-256 of everything from byte 40 on
/// 40  kind, numbers a record, names, grids, records   five int32
/// 60  bytes of all names                              int32
/// 64  grids      12 bytes each: cells' offset in the cells int64, height uint16, width uint16
///     records    16 bytes each: question, answer or -1, group as indexes int32; 1 for a test, else 0 int32
///     numbers    int64 each, record after record
///     names      UTF-8, each behind its length uint16
///     cells      a byte each, grid after grid
/// </code>
/// </summary>
internal static class DatasetLayout
{
    public const int HashAt = 8;
    public const int HashedFrom = 40;
    public const int HeadBytes = 64;

    public static ReadOnlySpan<byte> Magic => "trmdata1"u8;
}
