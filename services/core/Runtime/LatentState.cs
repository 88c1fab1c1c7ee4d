namespace Trm.Grid.Runtime;

/// <summary>Where a recursion stood: y and z of one slot, <see cref="IStepBatch.StateLength"/> floats each.</summary>
internal sealed record LatentState(float[] Y, float[] Z)
{
    /// <returns>Null where the network was lost, and its state with it.</returns>
    public static LatentState? Of(IStepBatch batch, int slot)
    {
        var state = new LatentState(new float[batch.StateLength], new float[batch.StateLength]);
        return batch.TrySave(slot, state.Y, state.Z) ? state : null;
    }
}
