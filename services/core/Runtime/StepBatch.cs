using Microsoft.ML.OnnxRuntime;
using Trm.Grid.Puzzles;
using Trm.Grid.Runtime.Latents;

namespace Trm.Grid.Runtime;

/// <summary>
/// Slots of one size that recurse side by side, each at its own step: a slot whose question is done takes the next one while its
/// neighbours go on. Buffers are made once; a step allocates nothing. For one thread at a time.
/// </summary>
public sealed class StepBatch : IStepBatch
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly long[] _tokens = [];
    private readonly float[] _planes = [];
    private readonly float[] _puzzle = [];
    private readonly bool[] _reset;
    private readonly float[] _logits;
    private readonly float[] _halt;
    private readonly float[] _trace = [];
    private readonly State _first;
    private readonly State _second;
    private readonly List<OrtValue> _values = [];
    private readonly OrtIoBinding _forth;
    private readonly OrtIoBinding _back;
    private bool _even;

    internal StepBatch(StepModel model, int slots, int height, int width)
    {
        (_session, Slots, Height, Width) = (model.Session, slots, height, width);
        Classes = model.Shape.Classes;
        var isTokens = model.Shape.Input == InputKind.Tokens;
        var question = isTokens
            ? Bound(_tokens = Buffer<long>(slots, Cells), [slots, Cells])
            : Bound(_planes = Buffer<float>(slots, model.Shape.Channels * Cells), [slots, model.Shape.Channels, height, width]);
        var puzzle = model.PuzzleWidth > 0 ? Bound(_puzzle = Buffer<float>(slots, model.PuzzleWidth), [slots, model.PuzzleWidth]) : null;
        var reset = Bound(_reset = Buffer<bool>(slots, 1), [slots]);
        var logits = Bound(_logits = Buffer<float>(slots, Cells * Classes), [slots, Cells, Classes]);
        var halt = Bound(_halt = Buffer<float>(slots, 1), [slots]);
        var trace = model.TracedLatents > 0
            ? Bound(_trace = Buffer<float>(slots, model.TracedLatents * Cells * Classes), [slots, model.TracedLatents, Cells, Classes])
            : null;
        var stateShape = model.ShapeOf(model.Session.InputMetadata["y"], slots, height, width);
        StateLength = (int)(stateShape.Aggregate(1L, (a, b) => a * b) / slots);
        _first = NewState();
        _second = NewState();
        _forth = Bind(_first, _second);
        _back = Bind(_second, _first);
        Array.Fill(_reset, true);

        State NewState()
        {
            var y = Buffer<float>(slots, StateLength);
            var z = Buffer<float>(slots, StateLength);
            return new State(y, z, Bound(y, stateShape), Bound(z, stateShape));
        }

        OrtIoBinding Bind(State from, State to)
        {
            var binding = _session.CreateIoBinding();
            binding.BindInput(isTokens ? "tokens" : "planes", question);
            if (puzzle is not null)
                binding.BindInput(StepModel.PuzzleInput, puzzle);
            binding.BindInput("reset", reset);
            binding.BindInput("y", from.BoundY);
            binding.BindInput("z", from.BoundZ);
            binding.BindOutput("logits", logits);
            binding.BindOutput("halt", halt);
            if (trace is not null)
                binding.BindOutput(OpenedGraph.Output, trace);
            binding.BindOutput("y_next", to.BoundY);
            binding.BindOutput("z_next", to.BoundZ);
            return binding;
        }
    }

    public int Slots { get; }

    public int Height { get; }

    public int Width { get; }

    public int Cells => Height * Width;

    public int Classes { get; }

    /// <summary>Floats in y, and as many in z, of one slot.</summary>
    public int StateLength { get; }

    private State Current => _even ? _second : _first;

    /// <summary>[H*W] of a slot, to be written before its first step.</summary>
    public Span<long> Tokens(int slot) => _tokens.AsSpan(slot * Cells, Cells);

    /// <summary>[C*H*W] of a slot, channel first, to be written before its first step.</summary>
    public Span<float> Planes(int slot) => _planes.AsSpan(slot * (_planes.Length / Slots), _planes.Length / Slots);

    /// <summary>[d] of a slot, the embedding of its puzzle, to be written before its first step; empty where the network takes none.</summary>
    public Span<float> Puzzle(int slot) => _puzzle.AsSpan(slot * (_puzzle.Length / Slots), _puzzle.Length / Slots);

    /// <summary>[H*W, classes] of a slot after a step.</summary>
    public ReadOnlySpan<float> Logits(int slot) => _logits.AsSpan(slot * Cells * Classes, Cells * Classes);

    /// <summary>
    /// [T (n + 1), H*W, classes] of a slot after a step of an opened model: what the answer head reads off z after its first to n-th update of a cycle,
    /// then off the cycle's y; cycle after cycle. Empty of any other model.
    /// </summary>
    public ReadOnlySpan<float> Trace(int slot) => _trace.AsSpan(slot * (_trace.Length / Slots), _trace.Length / Slots);

    /// <summary>What the halt head said in the last step: above 0 it believes that the answer is right.</summary>
    public float Halt(int slot) => _halt[slot];

    /// <summary>The next step of this slot begins from y0 and z0.</summary>
    public void Restart(int slot) => _reset[slot] = true;

    /// <summary>Copies a slot's state out, [StateLength] each.</summary>
    public void Save(int slot, Span<float> y, Span<float> z)
    {
        Current.Y.AsSpan(slot * StateLength, StateLength).CopyTo(y);
        Current.Z.AsSpan(slot * StateLength, StateLength).CopyTo(z);
    }

    public bool TrySave(int slot, Span<float> y, Span<float> z)
    {
        Save(slot, y, z);
        return true;
    }

    /// <summary>The next step of this slot goes on from a saved state.</summary>
    public void Restore(int slot, ReadOnlySpan<float> y, ReadOnlySpan<float> z)
    {
        y.CopyTo(Current.Y.AsSpan(slot * StateLength, StateLength));
        z.CopyTo(Current.Z.AsSpan(slot * StateLength, StateLength));
        _reset[slot] = false;
    }

    /// <summary>One supervision step of every slot.</summary>
    /// <returns>Whether it ran to its end; false when it was cancelled, and then every slot stands where it stood before.</returns>
    public bool Step(CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
            return false;
        try
        {
            using (cancellation.UnsafeRegister(static run => ((RunOptions)run!).Terminate = true, _run))
                _session.RunWithBinding(_run, _even ? _back : _forth);
        }
        catch (OnnxRuntimeException) when (cancellation.IsCancellationRequested)
        {
            _run.Terminate = false;
            return false;
        }
        _run.Terminate = false;
        _even = !_even;
        Array.Clear(_reset);
        return true;
    }

    public void Dispose()
    {
        _forth.Dispose();
        _back.Dispose();
        foreach (var value in _values)
            value.Dispose();
        _run.Dispose();
    }

    private static T[] Buffer<T>(int slots, int length) => GC.AllocateArray<T>(checked(slots * length), pinned: true);

    private OrtValue Bound<T>(T[] buffer, long[] shape) where T : unmanaged
    {
        var value = OrtValue.CreateTensorValueFromMemory(buffer, shape);
        _values.Add(value);
        return value;
    }

    private sealed record State(float[] Y, float[] Z, OrtValue BoundY, OrtValue BoundZ);
}
