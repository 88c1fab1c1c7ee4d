using System.Device.Gpio;

namespace Trm.Grid.Edge.Gpio;

/// <summary>Shows a pattern on a line until cancelled, and then nothing.</summary>
internal sealed class StatusLed(GpioController pins, int line, Func<int[]> pattern, TimeProvider clock)
{
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                var shown = pattern();
                for (var i = 0; i < shown.Length && shown.AsSpan().SequenceEqual(pattern()); i++)
                {
                    pins.Write(line, i % 2 == 0 ? PinValue.High : PinValue.Low);
                    await Task.Delay(TimeSpan.FromMilliseconds(shown[i]), clock, cancel);
                }
            }
        }
        finally
        {
            pins.Write(line, PinValue.Low);
        }
    }
}
