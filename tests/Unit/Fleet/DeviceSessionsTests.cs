using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Fleet;
using Trm.Grid.Hosting;

namespace Trm.Grid.Tests.Unit.Fleet;

public sealed class DeviceSessionsTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("trm-grid-sessions-");

    /// <summary>Its call was let in, and when it was revoked no stream of it was there to be ended.</summary>
    [Fact]
    public async Task Device_that_was_revoked_before_its_stream_opened_is_told_nothing()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var state = SqliteStateStore.Open(Path.Combine(_home.FullName, "fleet.db"));
        var streams = new DeviceStreams();
        var devices = new Devices(state, streams, TimeProvider.System);
        await state.WriteAsync(
            s =>
            {
                Devices.Put(s, new Device { Id = "robot-1", State = DeviceState.Revoked, Desired = new() { ModelDigest = "sha256:secret" } });
                return true;
            },
            cancel);
        // The registry is not asked: what a revoked device may know ends before.
        var sessions = new DeviceSessions(devices, streams, null!, new(), TimeProvider.System, NullLogger<DeviceSessions>.Instance);
        var down = new Told();
        await sessions.RunAsync("robot-1", new Silent(), down, cancel).WaitAsync(TimeSpan.FromSeconds(30), cancel);
        Assert.Empty(down.Messages);
        Assert.Null(streams.Find("robot-1"));
    }

    public void Dispose() => _home.Delete(recursive: true);

    private sealed class Silent : IAsyncStreamReader<ConnectRequest>
    {
        public ConnectRequest Current => throw new InvalidOperationException("nothing was said");

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return false;
        }
    }

    private sealed class Told : IServerStreamWriter<ConnectResponse>
    {
        public List<ConnectResponse> Messages { get; } = [];

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(ConnectResponse message)
        {
            Messages.Add(message);
            return Task.CompletedTask;
        }
    }
}
