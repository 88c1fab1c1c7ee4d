using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>The other end of a rosbridge connection, on loopback: hears what the agent says, and says what a test tells it to.</summary>
internal sealed class ScriptedRosbridge : IAsyncDisposable
{
    private readonly Channel<JsonElement> _heard = Channel.CreateUnbounded<JsonElement>();
    private readonly WebApplication _application;
    private volatile WebSocket? _socket;

    private ScriptedRosbridge(WebApplication application) => _application = application;

    public string Url { get; private set; } = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ScriptedRosbridge> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var bridge = new ScriptedRosbridge(builder.Build());
        bridge._application.UseWebSockets();
        bridge._application.Run(async context => await bridge.HearAsync(await context.WebSockets.AcceptWebSocketAsync()));
        await bridge._application.StartAsync(Cancel);
        bridge.Url = bridge._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single().Replace("http", "ws", StringComparison.Ordinal);
        return bridge;
    }

    /// <summary>The agent's next operation.</summary>
    public async Task<JsonElement> NextAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        return await _heard.Reader.ReadAsync(limit.Token);
    }

    /// <summary>The three subscriptions and the topic that an agent begins with.</summary>
    public async Task<List<string>> GreetingAsync()
    {
        var greeting = new List<string>();
        while (greeting.Count < 4)
            greeting.Add(await NextAsync() is var said ? $"{said.GetProperty("op")} {said.GetProperty("topic")}" : "");
        return greeting;
    }

    public bool HasHeardMore => _heard.Reader.Count > 0;

    public Task PublishAsync(string topic, object message) => SayAsync(JsonSerializer.Serialize(new { op = "publish", topic, msg = message }));

    public Task SayAsync(string text) => _socket!.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Cancel);

    public void Drop() => _socket!.Abort();

    public async ValueTask DisposeAsync()
    {
        // Its requests end with the agent, or are given up.
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    private async Task HearAsync(WebSocket socket)
    {
        _socket = socket;
        var (buffer, filled) = (new byte[1 << 20], 0);
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(filled), CancellationToken.None) is { MessageType: WebSocketMessageType.Text } part)
            {
                filled += part.Count;
                if (!part.EndOfMessage)
                    continue;
                _heard.Writer.TryWrite(JsonDocument.Parse(buffer.AsMemory(0, filled).ToArray()).RootElement);
                filled = 0;
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // Dropped, as a test wanted it.
        }
    }
}
