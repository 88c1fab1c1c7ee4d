namespace Trm.Grid.Puzzles.Planning;

/// <summary>One line of a MovingAI scenario: a start and a goal on a map with the optimal octile length.</summary>
/// <param name="Bucket">MovingAI's difficulty class: optimal length / 4.</param>
/// <param name="Map">The map's path as the file names it.</param>
/// <param name="MapWidth">Columns of the map it was made for.</param>
/// <param name="MapHeight">Rows of it.</param>
/// <param name="Start">Where the path begins.</param>
/// <param name="Goal">Where it ends.</param>
/// <param name="OptimalLength">Cost of the best path without corner cutting, in cells, as far as the file's digits go.</param>
public sealed record Scenario(int Bucket, string Map, int MapWidth, int MapHeight, Cell Start, Cell Goal, double OptimalLength);
