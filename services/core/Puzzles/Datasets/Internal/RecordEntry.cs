using System.Runtime.InteropServices;

namespace Trm.Grid.Puzzles.Datasets.Internal;

/// <summary>What a record is made of.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct RecordEntry(int Question, int Answer, int Group, int Test);
