namespace Trm.Grid.Edge.Gpio;

/// <summary>Which lines of the board the agent uses; a line that is left out is not used.</summary>
internal sealed record GpioSettings
{
    /// <summary>N of /dev/gpiochipN. Left out, the header of a Raspberry Pi is found by itself; other boards with several chips have to name it.</summary>
    public int? Chip { get; set; }

    /// <summary>Output: high lights it.</summary>
    public int? StatusLed { get; set; }

    /// <summary>Input with pull-up, the switch to ground.</summary>
    public int? EmergencyStop { get; set; }

    /// <summary>The switch is closed until it is pressed: a broken wire then stops the robot too.</summary>
    public bool EmergencyStopNormallyClosed { get; set; } = true;

    /// <summary>Input with pull-up, the button to ground: a press repeats the robot's last question.</summary>
    public int? Trigger { get; set; }

    /// <summary>Presses that follow each other faster are one.</summary>
    public int TriggerDebounceMs { get; set; } = 50;

    public bool IsUsed => StatusLed is not null || EmergencyStop is not null || Trigger is not null;

    public IEnumerable<string> Faults()
    {
        foreach (var (name, line) in ((string, int?)[])[("status_led", StatusLed), ("emergency_stop", EmergencyStop), ("trigger", Trigger), ("chip", Chip)])
            if (line is < 0 or > 1023)
                yield return $"gpio.{name}: expected 0 to 1023, got {line}";
        int[] lines = [.. new[] { StatusLed, EmergencyStop, Trigger }.OfType<int>()];
        if (lines.Distinct().Count() < lines.Length)
            yield return $"gpio: expected a line of its own for each use, got {string.Join(", ", lines)}";
        if (TriggerDebounceMs is < 0 or > 10_000)
            yield return $"gpio.trigger_debounce_ms: expected 0 to 10000, got {TriggerDebounceMs}";
    }
}
