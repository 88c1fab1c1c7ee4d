using System.Device.Gpio;
using Microsoft.Extensions.Logging;

namespace Trm.Grid.Edge.Gpio;

/// <summary>The board's lines while the agent runs.</summary>
internal sealed class RobotPins : IDisposable
{
    private readonly GpioController? _pins;
    private readonly GpioSettings _settings;
    private readonly EmergencyStop _stop;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Signal _triggered = new();
    private long _lastPress;

    /// <param name="settings">Which lines.</param>
    /// <param name="open">Opens the chip; called only where lines are used.</param>
    /// <param name="stop">Learns of the emergency stop.</param>
    /// <param name="changed">Told when the emergency stop is pressed or released.</param>
    /// <param name="clock">Whose time.</param>
    /// <param name="log">Its log.</param>
    public RobotPins(GpioSettings settings, Func<GpioDriver> open, EmergencyStop stop, Action changed, TimeProvider clock, ILogger log)
    {
        (_settings, _stop, _clock, _log) = (settings, stop, clock, log);
        if (!settings.IsUsed)
            return;
        try
        {
            _pins = new GpioController(open());
            Begin(_pins, changed);
        }
        catch (Exception e) when (e is AgentException or IOException or InvalidOperationException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // A robot whose emergency stop cannot be read stands still; without one it goes on in the dark.
            Failure = e.Message;
            Log.Unavailable(log, e.Message);
            if (settings.EmergencyStop is not null)
                stop.Watch(() => true, changed);
        }
    }

    /// <summary>Why the lines cannot be used; empty: they can, or none is.</summary>
    public string Failure { get; } = "";

    /// <summary>Shows the status and answers the button until cancelled.</summary>
    /// <param name="pattern">What the LED shows now.</param>
    /// <param name="trigger">What a press of the button does.</param>
    /// <param name="cancel">The end.</param>
    public Task RunAsync(Func<int[]> pattern, Func<CancellationToken, Task> trigger, CancellationToken cancel) => Task.WhenAll(
        _pins is null || Failure.Length > 0 || _settings.StatusLed is not { } led ? Task.CompletedTask : new StatusLed(_pins, led, pattern, _clock).RunAsync(cancel),
        _settings.Trigger is null ? Task.CompletedTask : AnswerAsync(trigger, cancel));

    public void Dispose() => _pins?.Dispose();

    private void Begin(GpioController pins, Action changed)
    {
        if (_settings.StatusLed is { } led)
            pins.OpenPin(led, PinMode.Output, PinValue.Low);
        if (_settings.EmergencyStop is { } line)
        {
            pins.OpenPin(line, PinMode.InputPullUp);
            // With the pull-up an open contact reads high.
            var pressed = _settings.EmergencyStopNormallyClosed ? PinValue.High : PinValue.Low;
            _stop.Watch(() => pins.Read(line) == pressed, changed);
            pins.RegisterCallbackForPinValueChangedEvent(line, PinEventTypes.Rising | PinEventTypes.Falling, (_, _) => Log.Stop(_log, _stop.Look() ? "pressed" : "released"));
        }
        if (_settings.Trigger is { } button)
        {
            pins.OpenPin(button, PinMode.InputPullUp);
            pins.RegisterCallbackForPinValueChangedEvent(button, PinEventTypes.Falling, (_, _) => Press());
        }
    }

    private void Press()
    {
        var now = _clock.GetTimestamp();
        var before = Interlocked.Exchange(ref _lastPress, now);
        if (before == 0 || _clock.GetElapsedTime(before, now) >= TimeSpan.FromMilliseconds(_settings.TriggerDebounceMs))
            _triggered.Set();
    }

    private async Task AnswerAsync(Func<CancellationToken, Task> trigger, CancellationToken cancel)
    {
        while (true)
        {
            await _triggered.WaitAsync(cancel);
            await trigger(cancel);
        }
    }
}

internal static partial class Log
{
    [LoggerMessage(40, LogLevel.Error, "the board's lines cannot be used: {Why}", EventName = "gpio.unavailable")]
    public static partial void Unavailable(ILogger log, string why);

    [LoggerMessage(41, LogLevel.Warning, "emergency stop {What}", EventName = "gpio.emergency_stop")]
    public static partial void Stop(ILogger log, string what);
}
