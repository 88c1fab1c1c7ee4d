using System.Runtime.InteropServices;

namespace Trm.Grid.Puzzles.Datasets.Internal;

/// <summary>The counts behind the hash.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct DatasetHead(int Kind, int Numbers, int Names, int Grids, int Records, int NameBytes);
