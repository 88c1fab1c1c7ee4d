namespace Trm.Grid.Runtime.Arc;

/// <summary>What the network said of a test as asked, before any vote.</summary>
/// <param name="Step">Supervision step, from 1.</param>
/// <param name="Canvas">[H*W] the likeliest token of each cell.</param>
/// <param name="HaltLogit">Above 0 the halt head believes in it.</param>
public readonly record struct ArcStep(int Step, byte[] Canvas, float HaltLogit);
