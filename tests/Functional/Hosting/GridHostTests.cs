using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Logging;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Registry;

namespace Trm.Grid.Tests.Functional.Hosting;

public sealed class GridHostTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_answers_on_the_control_endpoint_without_a_token()
    {
        await using var grid = await RunningTestGrid.StartAsync([]);
        var health = new Health.HealthClient(grid.With("none").For("any"));
        var answer = await health.CheckAsync(new(), cancellationToken: Cancel);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
    }

    [Fact]
    public async Task Web_endpoint_answers_over_http_1()
    {
        await using var grid = await RunningTestGrid.StartAsync([]);
        using var client = new HttpClient();
        Assert.Equal("Healthy", await client.GetStringAsync(new Uri(grid.Host.Endpoints.Web, "/healthz"), Cancel));
    }

    [Fact]
    public async Task Control_over_TLS_shows_a_certificate_of_the_grids_authority()
    {
        await using var grid = await RunningTestGrid.StartAsync([new EmptyRole()], options => options with { Control = new("https://127.0.0.1:0") });
        var health = new Health.HealthClient(grid.As(CallerRole.Operator).For("any"));
        Assert.NotNull(await health.CheckAsync(new(), cancellationToken: Cancel));
        // The grid's own services come through the same TLS.
        Assert.NotNull(await new Health.HealthClient(grid.Host.Channels.For(GridRoles.Registry)).CheckAsync(new(), cancellationToken: Cancel));
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://192.0.2.7:0")]
    [InlineData("http://[::]:0")]
    public async Task Plaintext_on_an_address_that_is_not_loopback_refuses_to_start(string control)
    {
        var home = Directory.CreateTempSubdirectory("trm-grid-test-");
        var options = new GridHostOptions { Paths = new(home.FullName) }.OnFreePorts() with { Control = new(control) };
        var fault = await Assert.ThrowsAsync<GridStartException>(() => GridHost.StartAsync(options, [], Cancel));
        Assert.Contains("plaintext is for loopback alone", fault.Message, StringComparison.Ordinal);
        home.Delete(recursive: true);
    }

    [Fact]
    public async Task Devices_endpoint_refuses_to_start_without_TLS()
    {
        var home = Directory.CreateTempSubdirectory("trm-grid-test-");
        var options = new GridHostOptions { Paths = new(home.FullName) }.OnFreePorts() with { Devices = new("http://127.0.0.1:0") };
        await Assert.ThrowsAsync<GridStartException>(() => GridHost.StartAsync(options, [], Cancel));
        home.Delete(recursive: true);
    }

    [Fact]
    public async Task Second_grid_on_the_same_folder_refuses_to_start()
    {
        await using var grid = await RunningTestGrid.StartAsync([]);
        var second = new GridHostOptions { Paths = grid.Paths }.OnFreePorts();
        var fault = await Assert.ThrowsAsync<GridStartException>(() => GridHost.StartAsync(second, [], Cancel));
        Assert.Contains("another grid runs there", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Taken_port_is_named()
    {
        await using var grid = await RunningTestGrid.StartAsync([]);
        var home = Directory.CreateTempSubdirectory("trm-grid-test-");
        using var logs = new CollectedLogs();
        var options = new GridHostOptions { Paths = new(home.FullName), Logging = logging => logging.AddProvider(logs) }.OnFreePorts() with { Control = grid.Host.Endpoints.Control };
        var fault = await Assert.ThrowsAsync<GridStartException>(() => GridHost.StartAsync(options, [], Cancel));
        Assert.Contains(grid.Host.Endpoints.Control.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), fault.Message, StringComparison.Ordinal);
        // Whoever started it tells it; a log would tell it again, with a stack trace.
        Assert.DoesNotContain(logs.Lines, line => line.Level >= LogLevel.Error);
        home.Delete(recursive: true);
    }

    [Fact]
    public async Task Emptied_token_file_makes_nobody_an_operator()
    {
        await using var grid = await RunningTestGrid.StartAsync([]);
        await grid.StopAsync();
        var file = Path.Combine(grid.Paths.Identity, "operator.token");
        await File.WriteAllTextAsync(file, "", Cancel);
        var fault = await Assert.ThrowsAsync<GridStartException>(grid.StartAgainAsync);
        Assert.Contains(file, fault.Message, StringComparison.Ordinal);
        File.Delete(file);
        await grid.StartAgainAsync();
    }

    [Fact]
    public async Task File_of_trusted_keys_that_holds_none_is_named()
    {
        await using var grid = await RunningTestGrid.StartAsync([new RegistryRole(BundledPackages.None)]);
        await grid.StopAsync();
        var file = Path.Combine(grid.Paths.Identity, "trusted.pem");
        await File.WriteAllTextAsync(file, "rubbish", Cancel);
        var fault = await Assert.ThrowsAsync<GridStartException>(grid.StartAgainAsync);
        Assert.Contains(file, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(grid.Logs.Lines, line => line.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Running_grid_is_found_by_its_folder_until_it_stops()
    {
        await using var grid = await RunningTestGrid.StartAsync([]);
        var found = RunningGrid.Find(grid.Paths);
        Assert.Equal(grid.Host.Endpoints.Control, found?.Control);
        await grid.StopAsync();
        Assert.Null(RunningGrid.Find(grid.Paths));
    }

    [Fact]
    public async Task Identity_stays_over_a_restart()
    {
        await using var grid = await RunningTestGrid.StartAsync([]);
        var (token, authority, pin) = (grid.Host.Identity.Tokens[CallerRole.Operator], grid.Host.Identity.Authority.Certificate.Thumbprint, grid.Host.Identity.ServerPin);
        await grid.StopAsync();
        await grid.StartAgainAsync();
        Assert.Equal((token, authority, pin), (grid.Host.Identity.Tokens[CallerRole.Operator], grid.Host.Identity.Authority.Certificate.Thumbprint, grid.Host.Identity.ServerPin));
    }

    [Fact]
    public async Task Watcher_is_told_that_the_grid_stops_and_does_not_hold_it_up()
    {
        await using var grid = await RunningTestGrid.StartAsync([new WatchRole()]);
        // A channel of the test's own: stopping the grid disposes the fixture's.
        using var channels = GridChannels.Connect(grid.Host.Endpoints.Control, grid.Host.Identity.Tokens[CallerRole.Operator]);
        using var watch = channels.Fleet.WatchDevices(new(), cancellationToken: Cancel);
        Assert.True(await watch.ResponseStream.MoveNext(Cancel));
        var stopping = grid.StopAsync();
        var error = await Refused.AsAsync(ErrorReason.DependencyUnavailable, async () => await watch.ResponseStream.MoveNext(Cancel));
        Assert.Contains("stopping", error.Message, StringComparison.Ordinal);
        await stopping;
    }
}
