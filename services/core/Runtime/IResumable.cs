namespace Trm.Grid.Runtime;

/// <summary>A question whose recursion may begin where an earlier one stood.</summary>
internal interface IResumable
{
    /// <summary>Where a view begins; null: at y0 and z0.</summary>
    LatentState? BeginsAt(int view);

    /// <summary>Told after every step, when its answer has been read.</summary>
    void Stood(IStepBatch batch, int slot);
}
