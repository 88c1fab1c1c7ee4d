namespace Trm.Grid.Runtime.Latents;

/// <summary>What the answer head reads off one latent.</summary>
/// <param name="Step">Supervision step, from 1.</param>
/// <param name="Cycle">Which of the step's T cycles, from 1.</param>
/// <param name="Update">After which of the cycle's n updates of z, from 1; 0: it is the cycle's y.</param>
/// <param name="Classes">[H*W] the likeliest class of each cell.</param>
/// <param name="Confidence">[H*W] its probability in 255ths.</param>
public sealed record LatentReading(int Step, int Cycle, int Update, byte[] Classes, byte[] Confidence);
