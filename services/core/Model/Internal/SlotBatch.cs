using TorchSharp;
using Trm.Grid.Puzzles;
using static TorchSharp.torch;

namespace Trm.Grid.Model.Internal;

/// <summary>
/// The persistent batch of deep supervision: every slot holds an example and how far the network has come with it (y, z). A slot that halted gets
/// the source's next example, y0 and z0. Which example lies in which slot is all that a checkpoint needs besides y and z.
/// </summary>
internal sealed class SlotBatch : IDisposable
{
    private readonly IExampleSource source;
    private readonly ExamplesAhead examples;
    private readonly TaskShape shape;
    private readonly Device device;
    private readonly bool[] fresh;
    private readonly int puzzles;

    /// <param name="network">What recurses.</param>
    /// <param name="source">Where examples come from.</param>
    /// <param name="slots">How many there are.</param>
    /// <param name="ahead">Examples that are drawn while a step runs.</param>
    public SlotBatch(Network network, IExampleSource source, int slots, int ahead = 0)
    {
        (this.source, shape, device) = (source, network.Configuration.Shape, network.Device);
        examples = new(source, ahead);
        long cells = (long)source.Height * source.Width;
        Example = new long[slots];
        Steps = new int[slots];
        fresh = new bool[slots];
        Array.Fill(fresh, true);
        Question = shape.Input == InputKind.Tokens
            ? zeros([slots, source.Height, source.Width], int64, device).DetachFromDisposeScope()
            : zeros([slots, shape.Channels, source.Height, source.Width], float32, device).DetachFromDisposeScope();
        Allowed = ones([slots, cells, shape.Classes], @bool, device).DetachFromDisposeScope();
        Scored = zeros([slots, cells], float32, device).DetachFromDisposeScope();
        Decisive = zeros([slots, cells], @bool, device).DetachFromDisposeScope();
        Puzzles = network.Configuration.Puzzles > 1 ? zeros([slots], int64, network.Mapped is null ? device : CPU).DetachFromDisposeScope() : null;
        puzzles = network.Configuration.Puzzles;
        using var scope = NewDisposeScope();
        using var grad = no_grad();
        var x = network.Embed(Question, Puzzles);
        Y = zeros_like(x).DetachFromDisposeScope();
        Z = zeros_like(x).DetachFromDisposeScope();
    }

    /// <summary>Tokens int64 [B, H, W] or planes float [B, C, H, W].</summary>
    public Tensor Question { get; }

    /// <summary>Bool [B, cells, classes]: right classes; all of them in cells that are not scored.</summary>
    public Tensor Allowed { get; }

    /// <summary>Float [B, cells]: 1 where the cell counts.</summary>
    public Tensor Scored { get; }

    /// <summary>Bool [B, cells]: the cells on which the answer hangs.</summary>
    public Tensor Decisive { get; }

    /// <summary>Int64 [B]: rows of the table of puzzle embeddings; null where there is none, or one for all.</summary>
    public Tensor? Puzzles { get; }

    public Tensor Y { get; private set; }

    public Tensor Z { get; private set; }

    /// <summary>The source's index of the example in each slot.</summary>
    public long[] Example { get; }

    /// <summary>Supervision steps that each slot's example has had.</summary>
    public int[] Steps { get; }

    /// <summary>Whether each slot begins a new example at the next step.</summary>
    public IReadOnlyList<bool> Fresh => fresh;

    public int Count => Example.Length;

    /// <summary>All slots.</summary>
    public SlotPart Whole => new(Question, Puzzles, Allowed, Scored, Decisive, Y, Z, Steps);

    /// <summary>The slots in so many parts of the same size.</summary>
    public SlotPart[] Parts(int count)
    {
        if (count == 1) return [Whole];
        var size = Count / count;
        return [.. Enumerable.Range(0, count).Select(Part)];

        SlotPart Part(int i)
        {
            return new(Of(Question), Puzzles is null ? null : Of(Puzzles), Of(Allowed), Of(Scored), Of(Decisive), Of(Y), Of(Z), new(Steps, i * size, size));

            Tensor Of(Tensor all) => all.narrow(0, i * size, size);
        }
    }

    /// <summary>Gives halted slots new examples, y0 and z0. Returns the next example's index.</summary>
    public long Refill(Network network, long next)
    {
        if (!fresh.Contains(true)) return next;
        using var scope = NewDisposeScope();
        using var grad = no_grad();
        int[] empty = [.. Enumerable.Range(0, Count).Where(slot => fresh[slot])];
        foreach (var slot in empty) (Example[slot], Steps[slot]) = (next++, 0);
        Write(empty);
        examples.Prepare(next);
        var ranks = Enumerable.Repeat(1L, (int)Y.Dimensions - 1);
        var reset = tensor(fresh, device: device).view([Count, .. ranks]); // [B, 1, ..]
        Replace(where(reset, network.Y0.to(Y.dtype), Y), where(reset, network.Z0.to(Z.dtype), Z));
        Array.Clear(fresh);
        return next;
    }

    /// <summary>Puts back what a checkpoint held.</summary>
    public void Restore(ReadOnlySpan<long> examples, ReadOnlySpan<long> steps, ReadOnlySpan<bool> halted, Tensor y, Tensor z)
    {
        using var scope = NewDisposeScope();
        halted.CopyTo(fresh);
        for (var slot = 0; slot < Count; slot++) (Example[slot], Steps[slot]) = (examples[slot], (int)steps[slot]);
        int[] filled = [.. Enumerable.Range(0, Count).Where(slot => !fresh[slot])];
        if (filled.Length > 0) Write(filled);
        Replace(y.to(device), z.to(device));
    }

    /// <summary>Carries y and z to the next supervision step, cut off from this one's gradient, and marks the slots that are done.</summary>
    public void Carry(Tensor y, Tensor z, ReadOnlySpan<bool> halted)
    {
        Replace(y.detach(), z.detach());
        halted.CopyTo(fresh);
    }

    public void Dispose()
    {
        examples.Dispose();
        foreach (var tensor in new[] { Question, Allowed, Scored, Decisive, Puzzles, Y, Z }) tensor?.Dispose();
    }

    private void Replace(Tensor y, Tensor z)
    {
        var (oldY, oldZ) = (Y, Z);
        (Y, Z) = (y.DetachFromDisposeScope(), z.DetachFromDisposeScope());
        oldY.Dispose();
        oldZ.Dispose();
    }

    /// <summary>Draws the examples of these slots and brings them to the device, all of one kind in one piece.</summary>
    private void Write(int[] slots)
    {
        var drawn = examples.Take(Array.ConvertAll(slots, slot => Example[slot]));
        foreach (var example in drawn) Check(example);
        var (allowed, scored, decisive) = ExampleTensors.Targets(shape, drawn);
        var rows = Put(tensor(Array.ConvertAll(slots, slot => (long)slot))); // [F]
        Question.index_copy_(0, rows, Put(ExampleTensors.Questions(shape, drawn)));
        Allowed.index_copy_(0, rows, Put(allowed));
        Scored.index_copy_(0, rows, Put(scored));
        Decisive.index_copy_(0, rows, Put(decisive));
        if (Puzzles is null) return;
        var ids = tensor(Array.ConvertAll(drawn, example => (long)example.Puzzle)); // [F]
        Puzzles.index_copy_(0, rows.to(Puzzles.device), ids.to(Puzzles.device));
    }

    private void Check(Example example)
    {
        ExampleTensors.Check(shape, source.Height, source.Width, example);
        if (Puzzles is not null && (uint)example.Puzzle >= puzzles)
            throw new ArgumentException($"example of task {shape.Task}: expected a puzzle below {puzzles}, the rows of the table of embeddings, got {example.Puzzle}; set puzzles to the dataset's count");
    }

    // From pinned memory a copy does not wait for the device, nor the device for it.
    private Tensor Put(Tensor host) => device.type == DeviceType.CUDA ? host.pin_memory().to(device, non_blocking: true) : host;
}
