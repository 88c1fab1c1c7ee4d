namespace Trm.Grid.Model.Export;

/// <summary>Whose embeddings the rows of a network's table are: of each task itself and of its augmentations, task after task.</summary>
public sealed record PuzzleNames(IReadOnlyList<string> Tasks, int Augmentations);
