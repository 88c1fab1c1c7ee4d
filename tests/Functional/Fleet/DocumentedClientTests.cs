using Trm.Grid.Edge;

namespace Trm.Grid.Tests.Functional.Fleet;

public sealed class DocumentedClientTests
{
    [Fact]
    public async Task Client_of_the_documentation_gets_a_path_and_is_the_one_that_was_run()
    {
        await using var grid = await FleetGrid.StartAsync();
        var home = await grid.EnrolAsync("robot-1");
        await using var agent = await Agent.StartAsync(home, FleetGrid.Quick, TestContext.Current.CancellationToken);
        using var said = new StringWriter();
        await DocumentedClient.RunAsync(home.Sockets[0], said);
        Assert.Matches(@"^Astar: 9\.\d\d m, \d+ places\r?\n$", said.ToString());

        var repository = NativeAgent.Repository;
        var shown = File.ReadAllText(Path.Combine(repository, "edge", "Agent", "LocalApi", "LocalApi.md")).Split("```csharp\n")[1].Split("```")[0];
        var run = File.ReadAllLines(Path.Combine(repository, "tests", "Functional", "Fleet", "DocumentedClient.cs")).Select(line => line.Trim()).ToHashSet();
        var apart = shown.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !run.Contains(line));
        Assert.Equal("""var socket = new UnixDomainSocketEndPoint("/var/lib/trm-edge/agent.sock");""", Assert.Single(apart));
    }
}
