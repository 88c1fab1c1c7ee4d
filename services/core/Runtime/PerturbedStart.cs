namespace Trm.Grid.Runtime;

/// <summary>
/// Second thoughts of a network that says the same of every view: where its recursion stood after the first step, with another noise on z each time, from
/// where it may come to another answer. Rollouts from noise are what test-time scaling of recursive models rests on where symmetries give nothing new.
/// </summary>
public sealed class PerturbedStart
{
    /// <summary>Standard deviation of the noise; a normed z has a mean square of 1.</summary>
    public const float Deviation = 0.5f;

    private readonly LatentState _from;

    private PerturbedStart(LatentState from) => _from = from;

    /// <summary>Remembers a slot that has just had its first step.</summary>
    /// <returns>Null where the network was lost, and its state with it.</returns>
    public static PerturbedStart? After(IStepBatch batch, int slot) => LatentState.Of(batch, slot) is { } state ? new(state) : null;

    /// <summary>Lets a slot, whose question has been written, begin from here. The same number brings the same noise.</summary>
    /// <param name="batch">Of the size that it was remembered from.</param>
    /// <param name="slot">Which.</param>
    /// <param name="number">Of the attempt.</param>
    public void Begin(IStepBatch batch, int slot, int number)
    {
        var random = new Random(number);
        var z = new float[_from.Z.Length];
        for (var i = 0; i < z.Length; i += 2)
        {
            var (radius, angle) = (Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())), 2 * Math.PI * random.NextDouble()); // Box and Muller
            z[i] = _from.Z[i] + Deviation * (float)(radius * Math.Cos(angle));
            if (i + 1 < z.Length)
                z[i + 1] = _from.Z[i + 1] + Deviation * (float)(radius * Math.Sin(angle));
        }
        batch.Restore(slot, _from.Y, z);
    }
}
