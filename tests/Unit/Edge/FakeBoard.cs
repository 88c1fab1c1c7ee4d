using System.Device.Gpio;

namespace Trm.Grid.Tests.Unit.Edge;

/// <summary>A board whose lines the test moves and looks at.</summary>
internal sealed class FakeBoard(TimeProvider? clock = null) : GpioDriver
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, PinMode> _modes = [];
    private readonly Dictionary<int, PinValue> _values = [];
    private readonly Dictionary<int, List<(PinEventTypes Events, PinChangeEventHandler Handler)>> _handlers = [];

    /// <summary>What was written to outputs, with the clock's ticks.</summary>
    public List<(int Line, bool Lit, TimeSpan At)> Written { get; } = [];

    /// <summary>Reading fails as it does when the chip is gone.</summary>
    public bool Broken { get; set; }

    protected override int PinCount => 54;

    /// <summary>Moves an input; whoever listens hears the edge.</summary>
    public void Set(int line, bool high)
    {
        List<PinChangeEventHandler> heard;
        lock (_lock)
        {
            if (_values.GetValueOrDefault(line) == (high ? PinValue.High : PinValue.Low))
                return;
            _values[line] = high ? PinValue.High : PinValue.Low;
            var edge = high ? PinEventTypes.Rising : PinEventTypes.Falling;
            heard = [.. _handlers.GetValueOrDefault(line, []).Where(h => h.Events.HasFlag(edge)).Select(h => h.Handler)];
        }
        heard.ForEach(h => h(this, new PinValueChangedEventArgs(high ? PinEventTypes.Rising : PinEventTypes.Falling, line)));
    }

    /// <summary>Moves an input without an edge, as when the interrupt is lost.</summary>
    public void SetSilently(int line, bool high)
    {
        lock (_lock)
            _values[line] = high ? PinValue.High : PinValue.Low;
    }

    public bool IsLit(int line)
    {
        lock (_lock)
            return _values.GetValueOrDefault(line) == PinValue.High;
    }

    protected override void OpenPin(int pinNumber)
    {
    }

    protected override void ClosePin(int pinNumber)
    {
    }

    protected override void SetPinMode(int pinNumber, PinMode mode)
    {
        lock (_lock)
        {
            _modes[pinNumber] = mode;
            // A pull-up draws an open line high.
            if (mode == PinMode.InputPullUp)
                _values.TryAdd(pinNumber, PinValue.High);
        }
    }

    protected override PinMode GetPinMode(int pinNumber) => _modes[pinNumber];

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => true;

    protected override PinValue Read(int pinNumber)
    {
        if (Broken)
            throw new IOException("the chip is gone");
        lock (_lock)
            return _values.GetValueOrDefault(pinNumber);
    }

    protected override void Write(int pinNumber, PinValue value)
    {
        lock (_lock)
        {
            _values[pinNumber] = value;
            Written.Add((pinNumber, value == PinValue.High, TimeSpan.FromTicks(clock?.GetTimestamp() ?? 0)));
        }
    }

    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) => throw new NotSupportedException();

    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback)
    {
        lock (_lock)
        {
            if (!_handlers.TryGetValue(pinNumber, out var handlers))
                _handlers[pinNumber] = handlers = [];
            handlers.Add((eventTypes, callback));
        }
    }

    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
        lock (_lock)
            _handlers.GetValueOrDefault(pinNumber)?.RemoveAll(h => h.Handler == callback);
    }
}
