namespace Trm.Grid.Puzzles.Planning;

/// <summary>A path, checked or not.</summary>
/// <param name="Cells">From start to goal, both included; one cell where they are the same.</param>
/// <param name="Cost">What it costs by <see cref="MoveCost"/>, in cell units (1.0 = one straight free step).</param>
/// <param name="LengthM">Its length in metres, from cell centre to cell centre.</param>
public sealed record PathAnswer(IReadOnlyList<Cell> Cells, double Cost, double LengthM);
