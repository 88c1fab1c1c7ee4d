using System.Device.Gpio;
using Microsoft.Extensions.Logging;

namespace Trm.Grid.Edge.Gpio;

/// <summary>The board's lines while the agent runs.</summary>
internal sealed class RobotPins : IDisposable
{
    private readonly Dictionary<int, GpioController> _chips = [];
    private readonly Func<int?, GpioDriver> _open;
    private readonly GpioSettings _settings;
    private readonly EmergencyStop _stop;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly Signal _triggered = new();
    private long _lastPress;

    /// <param name="settings">Which lines.</param>
    /// <param name="open">Opens a chip, or with null the header's; called only where lines are used.</param>
    /// <param name="stop">Learns of the emergency stop.</param>
    /// <param name="changed">Told when the emergency stop is pressed or released.</param>
    /// <param name="clock">Whose time.</param>
    /// <param name="log">Its log.</param>
    public RobotPins(GpioSettings settings, Func<int?, GpioDriver> open, EmergencyStop stop, Action changed, TimeProvider clock, ILogger log)
    {
        (_settings, _open, _stop, _clock, _log) = (settings, open, stop, clock, log);
        if (!settings.IsUsed)
            return;
        try
        {
            Begin(changed);
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

    /// <summary>The lines in use.</summary>
    public string Words => _settings.Words;

    /// <summary>Why they cannot be used; empty: they can, or there is none.</summary>
    public string Failure { get; } = "";

    /// <summary>Shows the status and answers the button until cancelled.</summary>
    /// <param name="pattern">What the LED shows now.</param>
    /// <param name="trigger">What a press of the button does.</param>
    /// <param name="cancel">The end.</param>
    public Task RunAsync(Func<int[]> pattern, Func<CancellationToken, Task> trigger, CancellationToken cancel) => Task.WhenAll(
        Failure.Length > 0 || _settings.StatusLed is not { } led ? Task.CompletedTask : new StatusLed(ChipOf(led), led.Offset, pattern, _clock).RunAsync(cancel),
        _settings.Trigger is null ? Task.CompletedTask : AnswerAsync(trigger, cancel));

    public void Dispose()
    {
        foreach (var chip in _chips.Values)
            chip.Dispose();
    }

    private void Begin(Action changed)
    {
        if (_settings.StatusLed is { } led)
            ChipOf(led).OpenPin(led.Offset, PinMode.Output, PinValue.Low);
        if (_settings.EmergencyStop is { } line)
        {
            var pins = ChipOf(line);
            pins.OpenPin(line.Offset, PinMode.InputPullUp);
            // With the pull-up an open contact reads high.
            var pressed = _settings.EmergencyStopNormallyClosed ? PinValue.High : PinValue.Low;
            _stop.Watch(() => pins.Read(line.Offset) == pressed, changed);
            pins.RegisterCallbackForPinValueChangedEvent(line.Offset, PinEventTypes.Rising | PinEventTypes.Falling, (_, _) => Log.Stop(_log, _stop.Look() ? "pressed" : "released"));
        }
        if (_settings.Trigger is { } button)
        {
            ChipOf(button).OpenPin(button.Offset, PinMode.InputPullUp);
            ChipOf(button).RegisterCallbackForPinValueChangedEvent(button.Offset, PinEventTypes.Falling, (_, _) => Press());
        }
    }

    /// <summary>A chip is opened once, however many lines of it are used.</summary>
    private GpioController ChipOf(GpioLine line)
    {
        const int Header = -1;
        var chip = line.Chip ?? _settings.Chip;
        if (!_chips.TryGetValue(chip ?? Header, out var pins))
            _chips[chip ?? Header] = pins = new GpioController(_open(chip));
        return pins;
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
