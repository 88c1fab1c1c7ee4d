using Trm.Grid.Edge;
using Trm.Grid.Edge.Boards;
using Trm.Grid.Edge.Commands;
using Trm.Grid.Edge.Planning;
using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Tests.Unit.Edge;

public sealed class BoardTests
{
    private static readonly DateTimeOffset Today = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Board_that_boots_in_1970_goes_by_the_grids_time()
    {
        var machine = new SettableTime(DateTimeOffset.UnixEpoch);
        var clock = new BoardClock(machine);
        Assert.Equal(DateTimeOffset.UnixEpoch, clock.GetUtcNow());
        clock.Learn(Today);
        machine.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal(Today.AddSeconds(30), clock.GetUtcNow());
        clock.Learn(Today.AddYears(-1));
        Assert.Equal(Today.AddSeconds(30), clock.GetUtcNow());
    }

    [Fact]
    public void Clock_that_is_right_is_used_as_it_is()
    {
        var clock = new BoardClock(new SettableTime(Today));
        clock.Learn(Today.AddSeconds(90));
        Assert.Equal(Today, clock.GetUtcNow());
    }

    [Fact]
    public void Clock_that_jumps_years_is_overruled_once_the_grid_was_heard()
    {
        var machine = new SettableTime(Today);
        var clock = new BoardClock(machine);
        machine.Jump(TimeSpan.FromDays(3650));
        Assert.Equal(Today.AddDays(3650), clock.GetUtcNow());
        machine.Jump(TimeSpan.FromDays(-3650));
        clock.Hear(Today.AddSeconds(2));
        Assert.Equal(Today, clock.GetUtcNow());
        foreach (var days in (int[])[3650, -3650, -7300, 7300])
        {
            machine.Jump(TimeSpan.FromDays(days));
            machine.Pass(TimeSpan.FromHours(1));
            Assert.InRange(clock.GetUtcNow() - Today, TimeSpan.FromMinutes(59), TimeSpan.FromHours(5));
        }
        // The grid's own clock was wrong and is put right: it is believed, also backwards.
        clock.Hear(Today.AddDays(-1));
        Assert.Equal(Today.AddDays(-1), clock.GetUtcNow());
    }

    [Fact]
    public void Sensors_read_what_the_kernel_says()
    {
        using var root = new EdgeFolder();
        Directory.CreateDirectory(root["sys/class/thermal/thermal_zone0"]);
        Directory.CreateDirectory(root["sys/class/thermal/thermal_zone1"]);
        Directory.CreateDirectory(root["proc/device-tree"]);
        File.WriteAllText(root["sys/class/thermal/thermal_zone0/temp"], "48312\n");
        File.WriteAllText(root["sys/class/thermal/thermal_zone1/temp"], "51000\n");
        File.WriteAllText(root["proc/device-tree/model"], "Raspberry Pi 5 Model B Rev 1.0\0");
        var board = new BoardSensors(root.Path);
        Assert.Equal(("Raspberry Pi 5 Model B Rev 1.0", 51.0), (board.Model, board.Temperature()));
        using var bare = new EdgeFolder();
        Assert.Null(new BoardSensors(bare.Path).Temperature());
    }

    [Fact]
    public void Percentile_is_within_five_percent()
    {
        var histogram = new LatencyHistogram();
        Assert.Null(histogram.Percentile(0.99));
        for (var i = 1; i <= 1000; i++)
            histogram.Add(TimeSpan.FromMilliseconds(i));
        Assert.InRange(histogram.Percentile(0.99)!.Value.TotalMilliseconds, 990, 990 * 1.05);
        Assert.InRange(histogram.Percentile(0.5)!.Value.TotalMilliseconds, 500, 500 * 1.05);
    }

    [Fact]
    public void Waiting_times_grow_to_their_bound_and_begin_anew()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeProvider.System, new Random(1));
        var waits = Enumerable.Range(0, 8).Select(_ => backoff.Next().TotalSeconds).ToList();
        Assert.All(waits.Zip([1.0, 2, 4, 8, 10, 10, 10, 10]), w => Assert.InRange(w.First, w.Second / 2, w.Second));
        backoff.Reset();
        Assert.InRange(backoff.Next().TotalSeconds, 0.5, 1);
    }

    [Fact]
    public void Map_store_gives_maps_by_digest_and_drops_the_one_not_used_for_longest()
    {
        using var folder = new EdgeFolder();
        var time = new SettableTime(Today);
        CostMap[] maps = [.. Enumerable.Range(0, 3).Select(i => new CostMap(100, 100, [.. Enumerable.Repeat((byte)i, 10_000)]))];
        var store = new MapStore(folder.Path, maxBytes: 25_000);
        foreach (var map in maps[..2])
            store.Add(map);
        File.SetLastWriteTimeUtc(Directory.GetFiles(folder.Path).Single(f => f.Contains(maps[1].Digest[7..], StringComparison.Ordinal)), Today.UtcDateTime.AddDays(-1));
        store.Add(maps[2]);
        var again = new MapStore(folder.Path, maxBytes: 25_000);
        Assert.Equal([true, false, true], maps.Select(m => again.Find(m.Digest, 0, time) is not null));
        Assert.Null(again.Find("../../etc/passwd", 0, time));
    }

    [Fact]
    public void Damaged_map_file_is_no_map()
    {
        using var folder = new EdgeFolder();
        var map = new CostMap(10, 10, new byte[100]);
        new MapStore(folder.Path).Add(map);
        var file = Directory.GetFiles(folder.Path).Single();
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Null(new MapStore(folder.Path).Find(map.Digest, 0, new SettableTime(Today)));
    }

    [Theory]
    [InlineData("--home")]
    [InlineData("--bogus", "1")]
    [InlineData("--home", "a", "--home", "b")]
    public void Wrong_usage_is_told(params string[] arguments) =>
        Assert.Throws<UsageException>(() => new Arguments(arguments, ["--home"], ["--json"]));
}
