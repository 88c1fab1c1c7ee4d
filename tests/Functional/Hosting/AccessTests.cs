using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Registry;

namespace Trm.Grid.Tests.Functional.Hosting;

public sealed class AccessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_without_a_token_or_with_a_wrong_one_is_refused()
    {
        await using var grid = await StartAsync();
        await Refused.AsAsync(ErrorReason.NotAuthenticated, grid.With("").Registry.ListModelsAsync(new(), cancellationToken: Cancel));
        await Refused.AsAsync(ErrorReason.NotAuthenticated, grid.With("trmgrid_operator_guess").Registry.ListModelsAsync(new(), cancellationToken: Cancel));
        using var channel = GrpcChannel.ForAddress(grid.Host.Endpoints.Control);
        await Refused.AsAsync(ErrorReason.NotAuthenticated, new ModelRegistry.ModelRegistryClient(channel).ListModelsAsync(new(), cancellationToken: Cancel));
    }

    // who, and whether they may read, write, set gates
    [Theory]
    [InlineData(CallerRole.Operator, true, true, true)]
    [InlineData(CallerRole.Trainer, true, true, false)]
    [InlineData(CallerRole.Solver, true, false, false)]
    [InlineData(CallerRole.Service, true, true, true)]
    public async Task Role_may_do_what_the_contract_says_and_no_more(CallerRole role, bool reads, bool writes, bool gates)
    {
        await using var grid = await StartAsync();
        var registry = grid.As(role).Registry;
        Assert.Equal(reads, await LetsInAsync(registry.ListModelsAsync(new(), cancellationToken: Cancel)));
        Assert.Equal(writes, await LetsInAsync(registry.RegisterVersionAsync(new(), cancellationToken: Cancel)));
        Assert.Equal(gates, await LetsInAsync(registry.SetGateAsync(new(), cancellationToken: Cancel)));
    }

    [Fact]
    public async Task Device_certificate_of_this_grid_is_known_and_may_not_do_what_people_do()
    {
        await using var grid = await StartAsync();
        using var certificate = DeviceCertificate(grid.Host.Identity, "robot-7");
        using var channel = DeviceChannel(grid, certificate);
        await Refused.AsAsync(ErrorReason.NotPermitted, new ModelRegistry.ModelRegistryClient(channel).ListModelsAsync(new(), cancellationToken: Cancel));
    }

    [Fact]
    public async Task Device_without_a_certificate_is_nobody()
    {
        await using var grid = await StartAsync();
        using var channel = DeviceChannel(grid, null);
        await Refused.AsAsync(ErrorReason.NotAuthenticated, new ModelRegistry.ModelRegistryClient(channel).ListModelsAsync(new(), cancellationToken: Cancel));
    }

    [Fact]
    public async Task Device_certificate_of_another_grid_does_not_get_through_the_handshake()
    {
        await using var grid = await StartAsync();
        await using var other = await StartAsync();
        using var certificate = DeviceCertificate(other.Host.Identity, "robot-7");
        using var channel = DeviceChannel(grid, certificate);
        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new ModelRegistry.ModelRegistryClient(channel).ListModelsAsync(new(), cancellationToken: Cancel));
        Assert.Contains(fault.StatusCode, (StatusCode[])[StatusCode.Unavailable, StatusCode.Internal]);
    }

    [Fact]
    public async Task Plaintext_does_not_get_through_the_devices_endpoint()
    {
        await using var grid = await StartAsync();
        var plain = new UriBuilder(grid.Host.Endpoints.Devices) { Scheme = "http" }.Uri;
        using var channel = GrpcChannel.ForAddress(plain);
        await Assert.ThrowsAsync<RpcException>(async () => await new ModelRegistry.ModelRegistryClient(channel).ListModelsAsync(new(), cancellationToken: Cancel));
    }

    [Fact]
    public async Task Json_over_http_answers_and_refuses_like_grpc()
    {
        await using var grid = await StartAsync();
        using var client = new HttpClient { BaseAddress = grid.Host.Endpoints.Web };
        using (var refused = await client.GetAsync(new Uri("/v1/models", UriKind.Relative), Cancel))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            var error = await refused.Content.ReadFromJsonAsync<JsonElement>(Cancel);
            Assert.Contains("NOT_AUTHENTICATED", error.GetRawText(), StringComparison.Ordinal);
        }
        client.DefaultRequestHeaders.Authorization = new("Bearer", grid.Host.Identity.Tokens[CallerRole.Operator]);
        using var package = TestPackage.Write();
        await new RegistryClient(grid.As(CallerRole.Operator), grid.Paths).PushAsync(package.Folder, "planner", cancellationToken: Cancel);
        var models = await client.GetFromJsonAsync<JsonElement>(new Uri("/v1/models", UriKind.Relative), Cancel);
        Assert.Equal("planner", models.GetProperty("models")[0].GetProperty("name").GetString());
        using var missing = await client.GetAsync(new Uri("/v1/models/nothing/version", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Deadline_that_passes_before_the_work_is_named()
    {
        await using var grid = await StartAsync();
        var past = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-1);
        await Refused.AsAsync(ErrorReason.Deadline, grid.As(CallerRole.Operator).Registry.ListModelsAsync(new(), deadline: past, cancellationToken: Cancel));
    }

    [Fact]
    public async Task Role_that_runs_nowhere_is_named()
    {
        await using var grid = await StartAsync();
        var fault = Assert.Throws<GridException>(() => grid.Host.Channels.Training);
        Assert.Equal(ErrorReason.DependencyUnavailable, fault.Reason);
    }

    private static Task<RunningTestGrid> StartAsync() => RunningTestGrid.StartAsync([new RegistryRole(BundledPackages.None)]);

    private static async Task<bool> LetsInAsync<T>(AsyncUnaryCall<T> call)
    {
        try
        {
            await call;
            return true;
        }
        catch (RpcException fault)
        {
            return GridError.From(fault).Reason is not (ErrorReason.NotPermitted or ErrorReason.NotAuthenticated);
        }
    }

    private static X509Certificate2 DeviceCertificate(GridIdentity identity, string id)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=any", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        using var bare = X509CertificateLoader.LoadCertificate(identity.Authority.SignDevice(request, id, TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1)));
        return bare.CopyWithPrivateKey(key);
    }

    private static GrpcChannel DeviceChannel(RunningTestGrid grid, X509Certificate2? certificate)
    {
        var authority = grid.Host.Identity.Authority.Certificate;
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, server, _, _) => CertificateAuthority.IssuedServer(authority, (X509Certificate2)server!, TimeProvider.System.GetUtcNow()),
                LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
            },
        };
        return GrpcChannel.ForAddress(grid.Host.Endpoints.Devices, new() { HttpHandler = handler, DisposeHttpClient = true });
    }
}
