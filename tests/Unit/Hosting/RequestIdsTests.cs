using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Tests.Unit.Hosting;

public sealed class RequestIdsTests : IAsyncLifetime
{
    private static readonly RequestIds<SubmitRunRequest> Requests = new("SubmitRun", SubmitRunRequest.Parser);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("trm-grid-requests-");
    private SqliteStateStore store = null!;

    public ValueTask InitializeAsync()
    {
        store = SqliteStateStore.Open(Path.Combine(folder.FullName, "state.db"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Repeat_finds_what_the_first_made_whatever_the_order_of_its_maps()
    {
        await RememberAsync(Request(("a", "1"), ("b", "2")), "run-1");
        Assert.Equal("run-1", await KnownAsync(Request(("b", "2"), ("a", "1"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("\U0010FFFF")]
    public async Task Id_that_no_state_can_keep_is_refused(string id)
    {
        var fault = await Assert.ThrowsAsync<GridException>(() => store.ReadAsync(state => Requests.Known(state, id, Request(("a", "1"))), TestContext.Current.CancellationToken));
        Assert.Equal((ErrorReason.InvalidRequest, "request_id"), (fault.Reason, Assert.Single(fault.Violations).Field));
    }

    [Fact]
    public async Task Id_of_another_request_is_refused()
    {
        await RememberAsync(Request(("a", "1")), "run-1");
        var fault = await Assert.ThrowsAsync<GridException>(() => KnownAsync(Request(("a", "2"))));
        Assert.Equal(ErrorReason.RequestIdReused, fault.Reason);
        Assert.Contains("run-1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_id_is_unknown_and_no_id_is_refused()
    {
        Assert.Null(await KnownAsync(Request()));
        var nameless = Request();
        nameless.RequestId = "";
        Assert.Equal(ErrorReason.InvalidRequest, (await Assert.ThrowsAsync<GridException>(() => KnownAsync(nameless))).Reason);
    }

    private static SubmitRunRequest Request(params (string Name, string Value)[] overrides)
    {
        var request = new SubmitRunRequest { RequestId = "one", Spec = new() { Preset = "planner" } };
        foreach (var (name, value) in overrides)
            request.Spec.Overrides.Add(name, value);
        return request;
    }

    private Task<string?> KnownAsync(SubmitRunRequest request) =>
        store.ReadAsync(state => Requests.Known(state, request.RequestId, request), TestContext.Current.CancellationToken);

    private Task<bool> RememberAsync(SubmitRunRequest request, string made) => store.WriteAsync(state =>
    {
        Requests.Remember(state, request.RequestId, request, made);
        return true;
    }, TestContext.Current.CancellationToken);
}
