namespace Trm.Grid.Puzzles.Datasets;

/// <summary>What was left out of a dataset.</summary>
/// <param name="File">Its file's name.</param>
/// <param name="Row">Line in the file, or task or pair where it has no lines; counted from 1. 0: the file as a whole.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record RejectedRow(string File, int Row, string Reason);
