using System.Device.Gpio;
using System.Device.Gpio.Drivers;

namespace Trm.Grid.Edge.Gpio;

/// <summary>Finds the chip whose lines are the board's header, over whichever libgpiod is installed.</summary>
internal static class GpioChips
{
    /// <summary>The header of a Raspberry Pi 5, and of those before the 4: numbers of chips change with the kernel, this does not.</summary>
    private const int HeaderLines = 54;

    /// <exception cref="AgentException">GPIO_UNAVAILABLE: no libgpiod, no right, no such chip, or a choice that is the owner's.</exception>
    public static GpioDriver Open(int? chip)
    {
        var faults = new List<string>();
#pragma warning disable SDGPIO0001 // libgpiod 2 is what today's systems have; its driver is called experimental.
        if (Try(() => Pick([.. LibGpiodV2Driver.GetAvailableChips()], chip), c => new LibGpiodV2Driver(c), faults) is { } second)
            return second;
#pragma warning restore SDGPIO0001
        if (Try(() => Pick([.. LibGpiodDriver.GetAvailableChips()], chip), c => new LibGpiodDriver(c), faults) is { } first)
            return first;
        throw new AgentException("GPIO_UNAVAILABLE", $"opening the board's lines: {string.Join("; ", faults.Distinct())}; install libgpiod, let the agent's user open /dev/gpiochip*, or take the lines out of {AgentSettings.FileName}");
    }

    /// <summary>The chip that is wanted, or else the one that must be the header.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one could be meant.</exception>
    public static GpioChipInfo Pick(IReadOnlyList<GpioChipInfo> chips, int? wanted)
    {
        var all = chips.Count == 0 ? "none" : string.Join(", ", chips.Select(c => $"{c.Id} ({c.Label}, {c.NumLines} lines)"));
        if (wanted is { } id)
            return chips.FirstOrDefault(c => c.Id == id) ?? throw new InvalidOperationException($"there is no chip {id}, there are {all}");
        return chips.FirstOrDefault(c => c.NumLines == HeaderLines)
            ?? chips.FirstOrDefault(c => c.Label.StartsWith("pinctrl-bcm", StringComparison.Ordinal))
            ?? (chips.Count == 1 ? chips[0] : throw new InvalidOperationException($"expected one chip, there are {all}: name one in gpio.chip, or with each line"));
    }

    private static GpioDriver? Try(Func<GpioChipInfo> pick, Func<GpioChipInfo, GpioDriver> open, List<string> faults)
    {
        try
        {
            return open(pick());
        }
        catch (Exception e) when (e is PlatformNotSupportedException or DllNotFoundException or EntryPointNotFoundException or IOException or UnauthorizedAccessException or InvalidOperationException or TypeInitializationException)
        {
            // A loader names every place where it looked, a line each.
            faults.Add((e.InnerException ?? e) is DllNotFoundException ? "there is no libgpiod" : (e.InnerException ?? e).Message.Split('\n')[0].TrimEnd('.'));
            return null;
        }
    }
}
