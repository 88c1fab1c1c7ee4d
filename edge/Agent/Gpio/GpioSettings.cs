using System.Device.Gpio;

namespace Trm.Grid.Edge.Gpio;

/// <summary>Which lines of the board the agent uses; a line that is left out is not used.</summary>
internal sealed record GpioSettings
{
    /// <summary>N of /dev/gpiochipN for all lines that name no chip of their own. Left out, the header of a Raspberry Pi is found by itself; other boards with several chips have to name it.</summary>
    public int? Chip { get; set; }

    /// <summary>Output: high lights it.</summary>
    public GpioLine? StatusLed { get; set; }

    /// <summary>Input with pull-up, the switch to ground.</summary>
    public GpioLine? EmergencyStop { get; set; }

    /// <summary>The switch is closed until it is pressed: a broken wire then stops the robot too.</summary>
    public bool EmergencyStopNormallyClosed { get; set; } = true;

    /// <summary>Input with pull-up, the button to ground: a press repeats the robot's last question.</summary>
    public GpioLine? Trigger { get; set; }

    /// <summary>Presses that follow each other faster are one.</summary>
    public int TriggerDebounceMs { get; set; } = 50;

    internal bool IsUsed => Lines.Any();

    /// <summary>Opens every chip that a line of these is of, and closes it again.</summary>
    public void Try(Func<int?, GpioDriver> open)
    {
        foreach (var chip in Lines.Select(use => use.Line.Chip ?? Chip).Distinct())
            open(chip).Dispose();
    }

    /// <summary>The lines in use, by the names of their settings.</summary>
    internal string Words => string.Join(", ", Lines.Select(use => $"{use.Name} {use.Line}"));

    private IEnumerable<(string Name, GpioLine Line)> Lines
    {
        get
        {
            if (StatusLed is { } led)
                yield return ("status_led", led);
            if (EmergencyStop is { } stop)
                yield return ("emergency_stop", stop);
            if (Trigger is { } button)
                yield return ("trigger", button);
        }
    }

    public IEnumerable<string> Faults()
    {
        foreach (var (name, line) in Lines.Where(use => !use.Line.IsSound))
            yield return $"gpio.{name}: expected numbers from 0 to 1023, got {line}";
        if (Chip is < 0 or > 1023)
            yield return $"gpio.chip: expected 0 to 1023, got {Chip}";
        if (Lines.DistinctBy(use => (use.Line.Chip ?? Chip, use.Line.Offset)).Count() < Lines.Count())
            yield return $"gpio: expected a line of its own for each use, got {Words}";
        if (TriggerDebounceMs is < 0 or > 10_000)
            yield return $"gpio.trigger_debounce_ms: expected 0 to 10000, got {TriggerDebounceMs}";
    }
}
