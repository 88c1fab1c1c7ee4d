using Trm.Grid.Puzzles.Datasets;

namespace Trm.Grid.Puzzles.Grids;

/// <summary>A question with its answer.</summary>
public sealed record GridPair(ByteGrid Question, ByteGrid Answer);
