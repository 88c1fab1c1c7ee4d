using System.Text.Json;

namespace Trm.Grid.Tests.Functional.Grid;

/// <summary>The whole story, with less training than people get.</summary>
public class DemoTests
{
    const string Short = "demo --budget-seconds 15 --gate-valid 0";

    [Fact]
    public async Task A_demo_goes_from_nothing_to_checked_paths_and_another_one_on_the_same_folder_may_be_interrupted_anywhere()
    {
        using var home = new TestHome();
        var outcome = await Trmgrid.JsonAsync(home.Path, Short);
        Fields(outcome, "seconds", "train", "model", "evaluation", "devices", "results", "picture");
        Fields(outcome.GetProperty("train"), "seconds", "steps", "parameters", "valid");
        Fields(outcome.GetProperty("model"), "name", "version", "digest");
        Fields(outcome.GetProperty("evaluation"), "count", "valid", "optimal", "cost_ratio", "p50_ms", "astar_p50_ms");
        var digest = outcome.GetProperty("model").GetProperty("digest").GetString();

        var devices = outcome.GetProperty("devices").EnumerateArray().ToList();
        Assert.Equal(2, devices.Count);
        foreach (var device in devices)
        {
            Fields(device, "id", "digest", "state");
            Assert.Equal((digest, "active"), (device.GetProperty("digest").GetString(), device.GetProperty("state").GetString()));
        }

        var results = outcome.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(12, results.Count);
        foreach (var result in results)
        {
            Fields(result, "device", "digest", "planner", "verified", "steps", "length_m", "gap", "ms");
            Assert.Equal(digest, result.GetProperty("digest").GetString());
            Assert.True(result.GetProperty("verified").GetBoolean());
        }
        // What seconds of training reach depends on the machine, and A* answers where that is too little: asked the network was, on the way.
        Assert.Contains(results, result => result.GetProperty("steps").GetInt32() > 0);

        var picture = await File.ReadAllBytesAsync(outcome.GetProperty("picture").GetString()!, TestContext.Current.CancellationToken);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], picture[..4]);
        await home.NothingRunsAsync();

        await InterruptAsync(home, new Random(1).Next(2, 25));
        var models = await Trmgrid.JsonAsync(home.Path, "models list");
        Assert.Contains(models.GetProperty("models").EnumerateArray(), model => model.GetProperty("name").GetString() == "demo-planner");
        Assert.Equal(12, (await Trmgrid.JsonAsync(home.Path, "results list")).GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task A_demo_that_is_killed_takes_its_trainer_along_and_its_folder_starts_again()
    {
        using var home = new TestHome();
        await using (var demo = Trmgrid.Start(home.Path, Short.Split(' ')))
        {
            await Task.Delay(TimeSpan.FromSeconds(12), TestContext.Current.CancellationToken);
            demo.Kill();
            await demo.ExitAsync();
        }
        await home.NothingRunsAsync();
        await Trmgrid.JsonAsync(home.Path, "runs list");
    }

    static async Task InterruptAsync(TestHome home, int seconds)
    {
        await using (var demo = Trmgrid.Start(home.Path, [.. Short.Split(' '), "--json"]))
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);
            demo.Interrupt();
            Assert.Equal(1, await demo.ExitAsync());
            using var said = JsonDocument.Parse(await demo.RestOfStdoutAsync());
            Assert.Equal("INTERRUPTED", said.RootElement.GetProperty("error").GetProperty("reason").GetString());
        }
        await home.NothingRunsAsync();
    }

    static void Fields(JsonElement element, params string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), element.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
}
