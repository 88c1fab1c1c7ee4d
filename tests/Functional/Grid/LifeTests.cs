using System.Globalization;
using Trm.Grid.Hosting;

namespace Trm.Grid.Tests.Functional.Grid;

/// <summary>How a grid begins, ends, is killed and begins again.</summary>
public class LifeTests
{
    [Fact]
    public async Task Interrupted_it_ends_in_order_and_leaves_nothing_running()
    {
        using var home = new TestHome();
        await using (var up = Trmgrid.Start(home.Path, ["up", "--json", .. RunningUp.FreePorts]))
        {
            await up.StartedAsync();
            up.Interrupt();
            Assert.Equal(0, await up.ExitAsync());
            Assert.Empty(await up.RestOfStdoutAsync());
        }
        await home.NothingRunsAsync();
        Assert.False(File.Exists(new GridPaths(home.Path).RunningFile));
        await Trmgrid.JsonAsync(home.Path, "models list");
    }

    [Fact]
    public async Task A_second_grid_on_the_same_folder_is_refused_and_the_first_goes_on()
    {
        using var home = new TestHome();
        await using var first = Trmgrid.Start(home.Path, ["up", "--json", .. RunningUp.FreePorts]);
        await first.StartedAsync();
        var refused = await Trmgrid.JsonAsync(home.Path, $"up {string.Join(' ', RunningUp.FreePorts)}", code: 1);
        Assert.Equal("GRID_NOT_STARTED", refused.GetProperty("error").GetProperty("reason").GetString());
        Assert.False(first.HasExited);
        await Trmgrid.JsonAsync(home.Path, "models list");
    }

    /// <summary>Waiting for another grid to end would not help, and its message would name the wrong thing.</summary>
    [Fact]
    public async Task An_emptied_token_file_is_named_at_once_by_every_command()
    {
        using var home = new TestHome();
        await Trmgrid.JsonAsync(home.Path, "models list");
        var file = Path.Combine(new GridPaths(home.Path).Identity, "operator.token");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var refused = (await Trmgrid.JsonAsync(home.Path, "models list", code: 1)).GetProperty("error");
        Assert.Equal("GRID_NOT_STARTED", refused.GetProperty("reason").GetString());
        Assert.Contains(file, refused.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--control")]
    [InlineData("--web")]
    [InlineData("--devices")]
    public async Task Plaintext_beyond_loopback_is_refused(string endpoint)
    {
        using var home = new TestHome();
        var refused = await Trmgrid.JsonAsync(home.Path, $"up {endpoint} http://0.0.0.0:0", code: 1);
        Assert.Equal("GRID_NOT_STARTED", refused.GetProperty("error").GetProperty("reason").GetString());
        Assert.Contains("https", refused.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Nobody works on the run any more: cancelling it ends it, and nothing of it is left for the next grid.</summary>
    [Fact]
    public async Task A_training_that_was_interrupted_says_what_becomes_of_it_and_can_be_cancelled()
    {
        using var home = new TestHome();
        await using (var train = Trmgrid.Start(home.Path, "train", "planner-tiny", "--steps", "100000", "--set", "threads=1"))
        {
            while (!train.Stderr.Contains(" of 100000", StringComparison.Ordinal) && !train.HasExited) await Task.Delay(100, TestContext.Current.CancellationToken);
            train.Interrupt();
            Assert.Equal(1, await train.ExitAsync());
            Assert.Contains("goes on with the next trmgrid up or train; trmgrid runs cancel run-", train.Stderr, StringComparison.Ordinal);
        }
        await home.NothingRunsAsync();
        var run = Assert.Single((await Trmgrid.JsonAsync(home.Path, "runs list")).GetProperty("runs").EnumerateArray());
        Assert.Equal("cancelled", (await Trmgrid.JsonAsync(home.Path, $"runs cancel {run.GetProperty("id").GetString()}")).GetProperty("state").GetString());
        await home.NothingRunsAsync();
    }

    [Fact]
    public async Task Services_run_alone_and_find_each_other_at_their_peers()
    {
        using var home = new TestHome();
        await using var registry = Trmgrid.Start(home.Path, ["serve", "registry", "--json", .. RunningUp.FreePorts]);
        var started = await registry.StartedAsync();
        Assert.Equal("registry", Assert.Single(started.GetProperty("roles").EnumerateArray()).GetString());
        await Trmgrid.JsonAsync(home.Path, "models list");
    }

    [Fact]
    public async Task Killed_at_ten_random_moments_it_starts_again_and_has_all_that_it_acknowledged()
    {
        using var home = new TestHome();
        using var package = TestPackage.Write();
        var random = new Random(20261123);
        var acknowledged = new List<string>();
        for (var round = 0; round < 10; round++)
        {
            await using var up = Trmgrid.Start(home.Path, ["up", "--json", .. RunningUp.FreePorts]);
            // Some rounds die while they start, the others while they work.
            using var moment = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(200, 2500)));
            await WorkAsync(home.Path, up, package, acknowledged, round, moment.Token);
            up.Kill();
            await up.ExitAsync();
        }
        var models = (await Trmgrid.JsonAsync(home.Path, "models list")).GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()).ToHashSet();
        Assert.Superset(acknowledged.ToHashSet(), models!);
        foreach (var name in acknowledged.TakeLast(3)) await Trmgrid.JsonAsync(home.Path, $"models pull {name}@1 --out {Path.Combine(home.Path, name)}.trmpkg");
        await home.NothingRunsAsync();
    }

    /// <summary>Registers versions until the moment comes; what was answered is acknowledged.</summary>
    static async Task WorkAsync(string home, Trmgrid up, TestPackage package, List<string> acknowledged, int round, CancellationToken moment)
    {
        try
        {
            await up.StartedAsync().WaitAsync(moment);
            var paths = new GridPaths(home);
            using var channels = GridChannels.Connect(RunningGrid.Find(paths)!, paths);
            var client = new RegistryClient(channels, paths);
            for (var i = 0; ; i++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"toy-{round}-{i}");
                await client.PushAsync(package.Folder, name, cancellationToken: moment);
                acknowledged.Add(name);
            }
        }
        catch (Exception) when (moment.IsCancellationRequested)
        {
            // The moment has come.
        }
    }
}
