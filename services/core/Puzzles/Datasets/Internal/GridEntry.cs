using System.Runtime.InteropServices;

namespace Trm.Grid.Puzzles.Datasets.Internal;

/// <summary>Where a grid's cells lie, and its size.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct GridEntry(long Offset, ushort Height, ushort Width);
