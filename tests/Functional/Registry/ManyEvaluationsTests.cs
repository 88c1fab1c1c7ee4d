using System.Globalization;
using Trm.Grid.Hosting;
using Trm.Grid.Tests.Functional.Fleet;

namespace Trm.Grid.Tests.Functional.Registry;

public sealed class ManyEvaluationsTests
{
    [Fact]
    public async Task Version_names_its_newest_evaluations_and_the_oldest_still_count()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var grid = await FleetGrid.StartAsync();
        using var package = TestPackage.Write();
        var version = await grid.PushAsync(package.Folder);
        var registry = grid.Grid.As(CallerRole.Service).Registry;
        for (var i = 0; i < 103; i++)
            await registry.AttachEvaluationAsync(
                new() { VersionDigest = version.Digest, Outcome = new() { EvaluationId = string.Create(CultureInfo.InvariantCulture, $"eval-{i:D4}"), EndedAt = new() { Seconds = i }, Metrics = { ["valid"] = 1 } } },
                cancellationToken: cancel);
        var told = (await registry.GetVersionAsync(new() { Model = version.Model, Number = version.Number }, cancellationToken: cancel)).Version.Evaluations;
        Assert.Equal(("eval-0003", "eval-0102", 100), (told[0].EvaluationId, told[^1].EvaluationId, told.Count));
        await grid.Grid.As(CallerRole.Operator).Registry.SetAliasAsync(
            new() { Model = version.Model, Alias = "champion", VersionDigest = version.Digest, EvaluationId = "eval-0000" }, cancellationToken: cancel);
    }
}
