namespace Trm.Grid.Edge;

/// <summary>"Something has changed, look again", for one waiter. Any number of sets before a wait count as one; a cancelled wait loses none.</summary>
internal sealed class Signal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _waiter;
    private bool _set;

    public void Set()
    {
        TaskCompletionSource? waiter;
        lock (_lock)
        {
            _set = true;
            (waiter, _waiter) = (_waiter, null);
        }
        waiter?.TrySetResult();
    }

    public async Task WaitAsync(CancellationToken cancel)
    {
        while (true)
        {
            Task set;
            lock (_lock)
            {
                if (_set)
                {
                    _set = false;
                    return;
                }
                set = (_waiter ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            await set.WaitAsync(cancel);
        }
    }
}
