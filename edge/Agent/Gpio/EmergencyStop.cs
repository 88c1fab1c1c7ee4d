namespace Trm.Grid.Edge.Gpio;

/// <summary>Whether plans may leave. What cannot be read counts as pressed.</summary>
internal sealed class EmergencyStop : IDisposable
{
    private readonly Lock _lock = new();
    private Func<bool> _read = () => false;
    private Action _changed = () => { };
    private CancellationTokenSource _pressed = new();
    private bool _isPressed;

    /// <summary>Asks the line itself: an edge that was missed withholds plans too.</summary>
    public bool IsPressed => Look();

    /// <summary>Cancelled by the press; another one after each release.</summary>
    public CancellationToken Pressed
    {
        get
        {
            Look();
            lock (_lock)
                return _pressed.Token;
        }
    }

    /// <summary>How the line is read from now on, and whom a change is told.</summary>
    public void Watch(Func<bool> read, Action changed)
    {
        (_read, _changed) = (read, changed);
        Look();
    }

    /// <summary>Takes notice of the line as it stands.</summary>
    /// <returns>Whether it is pressed.</returns>
    public bool Look()
    {
        var pressed = Read();
        CancellationTokenSource struck;
        lock (_lock)
        {
            if (pressed == _isPressed)
                return pressed;
            (_isPressed, struck) = (pressed, _pressed);
            if (!pressed)
                _pressed = new();
        }
        if (pressed)
            struck.Cancel();
        _changed();
        return pressed;
    }

    public void Dispose() => _pressed.Dispose();

    private bool Read()
    {
        try
        {
            return _read();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
