namespace Trm.Grid.Puzzles.Planning.Regions;

/// <summary>A cell that a route over a large map passes.</summary>
/// <param name="Cell">Passable.</param>
/// <param name="Way">A rectangle within which a path leads here from the station before, if from there at all.</param>
public readonly record struct Station(Cell Cell, CellBox Way);
