using System.Device.Gpio;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Gpio;
using Trm.Grid.Edge.Swap;

namespace Trm.Grid.Tests.Unit.Edge;

public sealed class PinTests : IDisposable
{
    private const int Led = 17, Stop = 27, Button = 22;
    private static readonly GpioSettings All = new() { StatusLed = Led, EmergencyStop = Stop, Trigger = Button };
    private readonly SettableTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly EmergencyStop _stop = new();
    private int _changes;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Board_without_lines_is_never_opened_and_nothing_is_stopped()
    {
        using var pins = Pins(new(), () => throw new InvalidOperationException("opened"));
        Assert.Equal((false, ""), (_stop.IsPressed, pins.Failure));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Emergency_stop_is_seen_at_once_and_so_is_its_release(bool normallyClosed)
    {
        var board = new FakeBoard();
        board.SetSilently(Stop, !normallyClosed);
        using var pins = Pins(All with { EmergencyStopNormallyClosed = normallyClosed }, () => board);
        Assert.False(_stop.IsPressed);
        var token = _stop.Pressed;
        board.Set(Stop, normallyClosed);
        Assert.Equal((true, true, 1), (token.IsCancellationRequested, _stop.IsPressed, _changes));
        board.Set(Stop, !normallyClosed);
        Assert.Equal((false, false, 2), (_stop.Pressed.IsCancellationRequested, _stop.IsPressed, _changes));
    }

    [Fact]
    public void Broken_wire_of_a_normally_closed_switch_stops()
    {
        // Nothing holds the line down: the pull-up draws it high.
        using var pins = Pins(All, () => new FakeBoard());
        Assert.True(_stop.IsPressed);
    }

    [Fact]
    public void Press_whose_edge_was_lost_counts_all_the_same()
    {
        var board = Closed();
        using var pins = Pins(All, () => board);
        var token = _stop.Pressed;
        board.SetSilently(Stop, true);
        Assert.True(_stop.IsPressed);
        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void Stop_that_cannot_be_read_counts_as_pressed()
    {
        var board = Closed();
        using var pins = Pins(All, () => board);
        Assert.False(_stop.IsPressed);
        board.Broken = true;
        Assert.True(_stop.IsPressed);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Board_that_cannot_be_opened_stops_the_robot_only_where_a_stop_is_wired(bool wired, bool pressed)
    {
        using var pins = Pins(All with { EmergencyStop = wired ? Stop : null }, () => throw new AgentException("GPIO_UNAVAILABLE", "no libgpiod"));
        Assert.Equal((pressed, "no libgpiod"), (_stop.IsPressed, pins.Failure));
    }

    [Fact]
    public async Task Button_repeats_once_for_each_press_however_much_it_bounces()
    {
        var board = Closed();
        using var pins = Pins(All, () => board);
        var asked = new SemaphoreSlim(0);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var run = pins.RunAsync(() => [500], _ => Task.FromResult(asked.Release()), end.Token);
        for (var press = 0; press < 3; press++)
        {
            for (var bounce = 0; bounce < 5; bounce++)
            {
                board.Set(Button, false);
                board.Set(Button, true);
                _time.Pass(TimeSpan.FromMilliseconds(3));
            }
            Assert.True(await asked.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
            _time.Pass(TimeSpan.FromMilliseconds(200));
        }
        Assert.Equal(0, asked.CurrentCount);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task Led_shows_its_pattern_changes_with_the_state_and_goes_out_at_the_end()
    {
        var board = new FakeBoard(_time);
        using var pins = Pins(new() { StatusLed = Led }, () => board);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var pattern = LedPattern.Of(stopped: false, SwapState.Rejected, connected: true);
        var run = pins.RunAsync(() => pattern, _ => Task.CompletedTask, end.Token);
        for (var turn = 0; turn < pattern.Length; turn++)
        {
            await _time.TimersAsync(1);
            Assert.Equal(turn % 2 == 0, board.IsLit(Led));
            _time.Pass(TimeSpan.FromMilliseconds(pattern[turn]));
        }
        pattern = LedPattern.Of(stopped: true, SwapState.Rejected, connected: true);
        for (var turn = 0; turn < 4; turn++)
        {
            await _time.TimersAsync(1);
            _time.Pass(TimeSpan.FromMilliseconds(2000));
        }
        await _time.TimersAsync(1);
        Assert.Contains(board.Written.Zip(board.Written.Skip(1)), w => w.First.Lit != w.Second.Lit);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.False(board.IsLit(Led));
    }

    [Fact]
    public void Every_state_has_a_pattern_and_the_stop_outshines_them_all()
    {
        foreach (var state in Enum.GetValues<SwapState>())
        {
            Assert.NotEmpty(LedPattern.Of(false, state, true));
            Assert.Equal([100, 100], LedPattern.Of(true, state, true));
        }
        Assert.NotEqual(LedPattern.Of(false, SwapState.Active, true), LedPattern.Of(false, SwapState.Active, false));
    }

    /// <summary>As on a Jetson, whose header's lines lie on two chips. Offsets alone would be the same line.</summary>
    [Fact]
    public void Lines_of_several_chips_are_each_of_their_own_and_no_chip_is_opened_twice()
    {
        var boards = new Dictionary<int, FakeBoard>();
        var settings = new GpioSettings { Chip = 0, StatusLed = new(9), EmergencyStop = new(9, 1), Trigger = new(4, 1) };
        Assert.Empty(settings.Faults());
        using var pins = new RobotPins(settings, chip =>
        {
            var board = new FakeBoard();
            board.SetSilently(9, false);
            boards.Add(chip!.Value, board);
            return board;
        }, _stop, () => _changes++, _time, NullLogger.Instance);
        Assert.Equal([0, 1], boards.Keys.Order());
        Assert.Equal(("", false), (pins.Failure, _stop.IsPressed));
        boards[0].Set(9, true);
        Assert.False(_stop.IsPressed);
        boards[1].Set(9, true);
        Assert.True(_stop.IsPressed);
    }

    [Theory]
    [InlineData("27", 27, null)]
    [InlineData("\"1:12\"", 12, 1)]
    public void A_line_is_a_number_or_a_chip_and_a_number(string json, int offset, int? chip)
    {
        var line = JsonSerializer.Deserialize<GpioLine>(json);
        Assert.Equal(new(offset, chip), line);
        Assert.Equal(json, JsonSerializer.Serialize(line));
        foreach (var wrong in (string[])["\"1\"", "\"1:-2\"", "\"a:2\"", "1.5", "true"])
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<GpioLine>(wrong));
    }

    [Fact]
    public void Header_is_found_by_its_lines_not_by_its_number()
    {
        GpioChipInfo firmware = new(0, "gpiochip0", "raspberrypi-exp-gpio", 8), four = new(0, "gpiochip0", "pinctrl-bcm2711", 58), five = new(4, "gpiochip4", "pinctrl-rp1", 54),
            power = new(10, "gpiochip10", "gpio-brcmstb@107d508500", 32), main = new(0, "gpiochip0", "tegra234-gpio", 164), always = new(1, "gpiochip1", "tegra234-gpio-aon", 32);
        Assert.Equal(five, GpioChips.Pick([power, firmware, five], null));
        Assert.Equal(four, GpioChips.Pick([four, firmware], null));
        Assert.Equal(main, GpioChips.Pick([main], null));
        Assert.Equal(always, GpioChips.Pick([main, always], 1));
        Assert.Contains("name one in gpio.chip", Assert.Throws<InvalidOperationException>(() => GpioChips.Pick([main, always], null)).Message, StringComparison.Ordinal);
        Assert.Contains("there is no chip 7, there are 0 (tegra234-gpio, 164 lines)", Assert.Throws<InvalidOperationException>(() => GpioChips.Pick([main], 7)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Board_without_libgpiod_says_what_to_do() =>
        Assert.Contains("install libgpiod", Assert.Throws<AgentException>(() => GpioChips.Open(null)).Message, StringComparison.Ordinal);

    [Fact]
    public void Faults_of_the_settings_are_told()
    {
        Assert.Empty(All.Faults());
        Assert.Single((All with { StatusLed = -1 }).Faults());
        Assert.Single((All with { StatusLed = Stop }).Faults());
        Assert.Single((All with { StatusLed = new(3, -1) }).Faults());
        Assert.Empty((All with { StatusLed = new(Stop, 2) }).Faults());
        Assert.Single((All with { TriggerDebounceMs = 20_000 }).Faults());
    }

    public void Dispose() => _stop.Dispose();

    private static FakeBoard Closed()
    {
        var board = new FakeBoard();
        board.SetSilently(Stop, false);
        return board;
    }

    private RobotPins Pins(GpioSettings settings, Func<GpioDriver> open) => new(settings, _ => open(), _stop, () => _changes++, _time, NullLogger.Instance);
}
