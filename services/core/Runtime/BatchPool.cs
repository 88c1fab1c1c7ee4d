namespace Trm.Grid.Runtime;

/// <summary>Keeps the last few opened batches of a model, so that questions of the sizes usual here find their buffers made.</summary>
internal sealed class BatchPool(IStepModel model) : IDisposable
{
    /// <summary>A question's two orientations, alone and in a batch, for two threads.</summary>
    private const int Kept = 8;

    private readonly Lock _lock = new();
    private readonly List<IStepBatch> _idle = [];
    private bool _disposed;

    public IStepBatch Rent(int slots, int height, int width)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var found = _idle.FindLastIndex(batch => batch.Slots == slots && batch.Height == height && batch.Width == width);
            if (found >= 0)
            {
                var batch = _idle[found];
                _idle.RemoveAt(found);
                return batch;
            }
        }
        return model.Open(slots, height, width);
    }

    public void Return(IStepBatch batch)
    {
        IStepBatch? surplus = null;
        lock (_lock)
        {
            if (_disposed)
            {
                surplus = batch;
            }
            else
            {
                _idle.Add(batch);
                if (_idle.Count > Kept)
                {
                    surplus = _idle[0];
                    _idle.RemoveAt(0);
                }
            }
        }
        surplus?.Dispose();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _idle.ForEach(batch => batch.Dispose());
            _idle.Clear();
        }
    }
}
