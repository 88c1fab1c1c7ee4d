using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>A planner whose first step never ends but by being cancelled.</summary>
internal sealed class StuckModel : IStepModel
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a step has begun.</summary>
    public Task Asked => _asked.Task;

    public StepMetadata Metadata { get; } = new() { Steps = 8, Prefix = 0, Symmetric = true, Shape = PlannerTask.Shape, ConfigurationJson = "{}" };

    public TaskShape Shape => Metadata.Shape;

    public IStepBatch Open(int slots, int height, int width) => new StuckBatch(this, slots, height, width);

    public void Dispose()
    {
    }

    private sealed class StuckBatch(StuckModel model, int slots, int height, int width) : IStepBatch
    {
        private readonly float[] _values = new float[slots * height * width * Math.Max(model.Shape.Channels, model.Shape.Classes)];

        public int Slots => slots;

        public int Height => height;

        public int Width => width;

        public int Cells => height * width;

        public int Classes => model.Shape.Classes;

        public int StateLength => 0;

        public Span<long> Tokens(int slot) => throw new NotSupportedException();

        public Span<float> Planes(int slot) => _values.AsSpan(slot * Cells * model.Shape.Channels, Cells * model.Shape.Channels);

        public ReadOnlySpan<float> Logits(int slot) => _values.AsSpan(slot * Cells * Classes, Cells * Classes);

        public float Halt(int slot) => 0;

        public void Restart(int slot)
        {
        }

        public bool TrySave(int slot, Span<float> y, Span<float> z) => false;

        public void Restore(int slot, ReadOnlySpan<float> y, ReadOnlySpan<float> z)
        {
        }

        public bool Step(CancellationToken cancellation = default)
        {
            model._asked.TrySetResult();
            cancellation.WaitHandle.WaitOne();
            return false;
        }

        public void Dispose()
        {
        }
    }
}
