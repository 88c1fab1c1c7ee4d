namespace Trm.Grid.Runtime;

/// <summary>Slots of one size that recurse side by side. For one thread at a time.</summary>
public interface IStepBatch : IDisposable
{
    int Slots { get; }

    int Height { get; }

    int Width { get; }

    int Cells { get; }

    int Classes { get; }

    /// <summary>Floats in y, and as many in z, of one slot; known after the first step.</summary>
    int StateLength { get; }

    /// <summary>[H*W] of a slot, to be written before its first step.</summary>
    Span<long> Tokens(int slot);

    /// <summary>[C*H*W] of a slot, channel first, to be written before its first step, whether it restarts or is restored.</summary>
    Span<float> Planes(int slot);

    /// <summary>[H*W, classes] of a slot after a step.</summary>
    ReadOnlySpan<float> Logits(int slot);

    /// <summary>What the halt head said in the last step: above 0 it believes that the answer is right.</summary>
    float Halt(int slot);

    /// <summary>The next step of this slot begins from y0 and z0.</summary>
    void Restart(int slot);

    /// <summary>Copies a slot's state out, [StateLength] each.</summary>
    /// <returns>False when the state is lost, which happens only to a network in another process.</returns>
    bool TrySave(int slot, Span<float> y, Span<float> z);

    /// <summary>The next step of this slot goes on from a saved state.</summary>
    void Restore(int slot, ReadOnlySpan<float> y, ReadOnlySpan<float> z);

    /// <summary>One supervision step of every slot.</summary>
    /// <returns>Whether it ran to its end. False when it was cancelled, and then every slot stands where it stood before, or when the network is lost.</returns>
    bool Step(CancellationToken cancellation = default);
}
