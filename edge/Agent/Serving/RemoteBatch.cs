using Trm.Grid.Runtime;

namespace Trm.Grid.Edge.Serving;

/// <summary>
/// Slots whose network is in another process. Only planes go there and only logits come back: the state stays with the network. When the process
/// was replaced, a slot's state is gone: the steps fail until every slot begins anew.
/// </summary>
internal sealed class RemoteBatch : IStepBatch
{
    private readonly ServedModel _model;
    private readonly int _id;
    private readonly float[] _planes;
    private readonly float[] _logits;
    private readonly float[] _halts;
    private readonly SlotStart[] _starts;
    private readonly (float[] Y, float[] Z)[] _states;
    private StepChild? _child;

    public RemoteBatch(ServedModel model, int id, int slots, int height, int width)
    {
        (_model, _id, Slots, Height, Width, Classes) = (model, id, slots, height, width, model.Shape.Classes);
        _planes = new float[slots * model.Shape.Channels * Cells];
        _logits = new float[slots * Cells * Classes];
        _halts = new float[slots];
        _starts = new SlotStart[slots];
        _states = new (float[], float[])[slots];
        Array.Fill(_starts, SlotStart.Afresh);
    }

    public int Slots { get; }

    public int Height { get; }

    public int Width { get; }

    public int Cells => Height * Width;

    public int Classes { get; }

    public int StateLength { get; private set; }

    private int PlaneLength => _planes.Length / Slots;

    public Span<long> Tokens(int slot) => throw new NotSupportedException("robots run models that take planes");

    public Span<float> Planes(int slot) => _planes.AsSpan(slot * PlaneLength, PlaneLength);

    public ReadOnlySpan<float> Logits(int slot) => _logits.AsSpan(slot * Cells * Classes, Cells * Classes);

    public float Halt(int slot) => _halts[slot];

    public void Restart(int slot) => _starts[slot] = SlotStart.Afresh;

    public void Restore(int slot, ReadOnlySpan<float> y, ReadOnlySpan<float> z)
    {
        _starts[slot] = SlotStart.Restored;
        _states[slot] = (y.ToArray(), z.ToArray());
    }

    public bool TrySave(int slot, Span<float> y, Span<float> z)
    {
        var request = new SaveRequest(this, slot, StateLength);
        if (_child is not { } child || !child.Ask(request, CancellationToken.None))
            return false;
        request.Y.CopyTo(y);
        request.Z.CopyTo(z);
        return true;
    }

    public bool Step(CancellationToken cancellation = default)
    {
        var child = _model.Current;
        if (child is null || (child != _child && _starts.Contains(SlotStart.GoOn)))
            return false;
        _child = child;
        var request = new TakeStep(this);
        if (!child.Ask(request, cancellation))
        {
            // Whether a cancelled step was still taken is not known: no slot may go on from there.
            if (request is { Written: true, IsCancelled: false })
                _child = null;
            return false;
        }
        _model.Took(this, child, request.BeganAt);
        Array.Clear(_starts);
        Array.Clear(_states);
        return true;
    }

    public void Dispose() => _child?.Forget(_id);

    private sealed class TakeStep(RemoteBatch batch) : StepRequest(StepKind.Step)
    {
        public bool Written { get; private set; }

        public override TimeSpan Limit => batch._model.LimitOf(batch);

        public override void Write(StepPipe pipe)
        {
            Written = true;
            pipe.Add(Number);
            pipe.Add(batch._id);
            pipe.Add(batch.Slots);
            pipe.Add(batch.Height);
            pipe.Add(batch.Width);
            for (var slot = 0; slot < batch.Slots; slot++)
            {
                pipe.Add((byte)batch._starts[slot]);
                if (batch._starts[slot] == SlotStart.GoOn)
                    continue;
                pipe.Add(batch.Planes(slot));
                if (batch._starts[slot] == SlotStart.Restored)
                {
                    pipe.Add(batch._states[slot].Y);
                    pipe.Add(batch._states[slot].Z);
                }
            }
        }

        protected override void Read(StepReader reader)
        {
            batch.StateLength = reader.Int();
            reader.Floats(batch._logits);
            reader.Floats(batch._halts);
        }
    }

    private sealed class SaveRequest(RemoteBatch batch, int slot, int length) : StepRequest(StepKind.Save)
    {
        public float[] Y { get; } = new float[length];

        public float[] Z { get; } = new float[length];

        public override TimeSpan Limit => batch._model.LimitOf(batch);

        public override void Write(StepPipe pipe)
        {
            pipe.Add(Number);
            pipe.Add(batch._id);
            pipe.Add(slot);
        }

        protected override void Read(StepReader reader)
        {
            reader.Floats(Y);
            reader.Floats(Z);
        }
    }
}
