using TorchSharp;
using Trm.Grid.Model.Internal;
using Trm.Grid.Puzzles;
using static TorchSharp.torch;

namespace Trm.Grid.Model;

/// <summary>
/// Slots of one size in which questions recurse side by side, each at its own step, without gradients, on the network's device. For one thread at a time.
/// Networks that know several puzzles by their embeddings are asked elsewhere.
/// </summary>
public class NetworkBatch : IDisposable
{
    private readonly Network network;
    private readonly int threads;
    private readonly long[] tokens = [];
    private readonly float[] planes = [];
    private readonly float[] logits;
    private readonly float[] halt;
    private readonly bool[] reset;
    private (Tensor X, Tensor Y, Tensor Z)? state;
    private bool changed = true; // some slot's question, since x was made

    /// <param name="network">The caller's.</param>
    /// <param name="slots">Questions that recurse side by side.</param>
    /// <param name="height">Rows of each.</param>
    /// <param name="width">Columns of each.</param>
    /// <param name="threads">Threads that torch takes for a step on the CPU; 0: as many as it would.</param>
    /// <exception cref="ArgumentException">The network is of another size.</exception>
    public NetworkBatch(Network network, int slots, int height, int width, int threads = 0)
    {
        var shape = network.Configuration.Shape;
        if ((shape.Height > 0 && shape.Height != height) || (shape.Width > 0 && shape.Width != width))
            throw new ArgumentException($"asking a network of task {shape.Task}: expected {shape.Height}x{shape.Width} cells, got {height}x{width}; choose questions of its size");
        AllocatorSettings.Apply();
        (this.network, this.threads, Slots, Height, Width, Classes) = (network, threads, slots, height, width, shape.Classes);
        if (shape.Input == InputKind.Tokens) tokens = new long[slots * Cells];
        else planes = new float[slots * shape.Channels * Cells];
        (logits, halt, reset) = (new float[slots * Cells * Classes], new float[slots], new bool[slots]);
        Array.Fill(reset, true);
    }

    public int Slots { get; }

    public int Height { get; }

    public int Width { get; }

    public int Cells => Height * Width;

    public int Classes { get; }

    /// <summary>Floats in y, and as many in z, of one slot; 0 before the first step.</summary>
    public int StateLength => state is var (x, _, _) ? (int)(x.numel() / Slots) : 0;

    /// <summary>[H*W] of a slot, to be written before its first step.</summary>
    public Span<long> Tokens(int slot)
    {
        changed = true;
        return tokens.AsSpan(slot * Cells, Cells);
    }

    /// <summary>[C*H*W] of a slot, channel first, to be written before its first step.</summary>
    public Span<float> Planes(int slot)
    {
        changed = true;
        return planes.AsSpan(slot * (planes.Length / Slots), planes.Length / Slots);
    }

    /// <summary>[H*W, classes] of a slot after a step.</summary>
    public ReadOnlySpan<float> Logits(int slot) => logits.AsSpan(slot * Cells * Classes, Cells * Classes);

    /// <summary>What the halt head said in the last step: above 0 it believes that the answer is right.</summary>
    public float Halt(int slot) => halt[slot];

    /// <summary>The next step of this slot begins from y0 and z0.</summary>
    public void Restart(int slot) => reset[slot] = true;

    /// <summary>Copies a slot's state out, [StateLength] each; false before the first step.</summary>
    public bool TrySave(int slot, Span<float> y, Span<float> z)
    {
        if (state is not var (_, fromY, fromZ)) return false;
        using var rest = NoCollection.Begin();
        using var scope = NewDisposeScope();
        fromY[slot].to(float32).cpu().contiguous().data<float>().CopyTo(y);
        fromZ[slot].to(float32).cpu().contiguous().data<float>().CopyTo(z);
        return true;
    }

    /// <summary>The next step of this slot goes on from a saved state.</summary>
    public void Restore(int slot, ReadOnlySpan<float> y, ReadOnlySpan<float> z)
    {
        using var rest = NoCollection.Begin();
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var (_, toY, toZ) = state ?? Embed();
        toY[slot].copy_(tensor(y.ToArray()).view_as(toY[slot]));
        toZ[slot].copy_(tensor(z.ToArray()).view_as(toZ[slot]));
        reset[slot] = false;
    }

    /// <summary>One supervision step of every slot; a step that has begun is not broken off.</summary>
    /// <returns>False when it was cancelled before it began.</returns>
    public bool Step(CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested) return false;
        set_num_threads(TorchThreads.Of(threads));
        using var rest = NoCollection.Begin();
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var (x, y, z) = state is { } present && !changed ? present : Embed();
        if (reset.Contains(true))
        {
            var begins = tensor(reset, device: network.Device).view([Slots, .. Enumerable.Repeat(1L, (int)y.Dimensions - 1)]); // [B, 1, ..]
            (y, z) = (where(begins, network.Y0.to(y.dtype), y), where(begins, network.Z0.to(z.dtype), z));
            Array.Clear(reset);
        }
        (y, z) = network.Recurse(x, y, z);
        Keep(x, y, z);
        network.Answer(y).to(float32).cpu().contiguous().data<float>().CopyTo(logits); // [B, cells, classes]
        network.Halt(y).to(float32).cpu().data<float>().CopyTo(halt);
        return true;
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && state is var (x, y, z)) Array.ForEach([x, y, z], tensor => tensor.Dispose());
        state = null;
    }

    /// <summary>x of all questions as they are written now; y and z stay as they are, where there are any.</summary>
    private (Tensor X, Tensor Y, Tensor Z) Embed()
    {
        var question = tokens.Length > 0
            ? tensor(tokens, [Slots, Height, Width], device: network.Device)
            : tensor(planes, [Slots, planes.Length / Slots / Cells, Height, Width], device: network.Device);
        var x = network.Embed(question);
        changed = false;
        return state is var (_, y, z) ? Keep(x, y, z) : Keep(x, zeros_like(x), zeros_like(x));
    }

    private (Tensor X, Tensor Y, Tensor Z) Keep(Tensor x, Tensor y, Tensor z)
    {
        if (state is var (oldX, oldY, oldZ))
            foreach (var (old, kept) in new[] { (oldX, x), (oldY, y), (oldZ, z) })
                if (!ReferenceEquals(old, kept)) old.Dispose();
        state = (x.DetachFromDisposeScope(), y.DetachFromDisposeScope(), z.DetachFromDisposeScope());
        return state.Value;
    }
}
