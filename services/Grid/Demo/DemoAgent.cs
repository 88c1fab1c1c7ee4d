using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Processes;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime.Wire;
using Trm.Grid.Verbs;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;

namespace Trm.Grid.Demo;

/// <summary>One agent in a process of its own, spoken to as a robot's software does: over its Unix socket.</summary>
internal sealed class DemoAgent : IAsyncDisposable
{
    /// <summary>What an agent says before its socket's path once it listens.</summary>
    const string Listening = "the robot's interface is ";
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    static readonly TimeSpan PlanLimit = TimeSpan.FromSeconds(60);

    readonly ChildProcess process;
    readonly GrpcChannel channel;

    DemoAgent(string id, ChildProcess process, string socket)
    {
        (Id, this.process) = (id, process);
        channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = Through(socket), DisposeHttpClient = true });
    }

    public string Id { get; }

    public int ProcessId => process.Id;

    PathPlanning.PathPlanningClient Planning => new(channel);

    /// <summary>Enrols a new agent with its token and starts it; returns once it listens.</summary>
    /// <param name="folder">Its folder; new.</param>
    /// <param name="token">Used up by this.</param>
    /// <param name="cancellation">Ends the agent too.</param>
    public static async Task<DemoAgent> JoinAsync(string folder, CreateJoinTokenResponse token, CancellationToken cancellation)
    {
        var program = Programs.FindAgent();
        await EnrolAsync(program, folder, token, cancellation);
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = ChildProcess.Start(program, ["run", "--home", folder, "--with-parent"], line =>
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is var at && at >= 0) listening.TrySetResult(line[(at + Listening.Length)..].Trim());
        });
        try
        {
            var first = await Task.WhenAny(listening.Task, process.Exit).WaitAsync(StartLimit, cancellation);
            return first == listening.Task ? new DemoAgent(token.DeviceId, process, await listening.Task) : throw new CommandFailedException("AGENT_FAILED",
                $"The agent of {token.DeviceId} ended with exit code {await process.Exit}: {process.LastLines}");
        }
        catch (TimeoutException late)
        {
            await process.DisposeAsync();
            throw new CommandFailedException("AGENT_TIMEOUT", $"The agent of {token.DeviceId} did not listen within {StartLimit.TotalSeconds:0} s: {process.LastLines}", late);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    static async Task EnrolAsync(string program, string folder, CreateJoinTokenResponse token, CancellationToken cancellation)
    {
        await using var enrol = ChildProcess.Start(program, ["enrol", "--home", folder, "--token", token.Token], _ => { });
        var code = await enrol.Exit.WaitAsync(StartLimit, cancellation);
        if (code != 0) throw new CommandFailedException("ENROLMENT_FAILED", $"{token.DeviceId} could not join (exit code {code}): {enrol.LastLines}");
    }

    /// <returns>The digest by which queries name the map.</returns>
    public async Task<string> LoadMapAsync(CostMap map, CancellationToken cancellation)
    {
        using var load = Planning.LoadMap(cancellationToken: cancellation);
        foreach (var (head, cells) in CostMapWire.ToPieces(map))
            await load.RequestStream.WriteAsync(new LoadMapRequest { Map = head, Cells = cells }, cancellation);
        await load.RequestStream.CompleteAsync();
        return (await load.ResponseAsync).MapDigest;
    }

    /// <returns>The id under which the result goes upstream.</returns>
    public async Task<string> PlanAsync(CostMap map, string digest, (Cell Start, Cell Goal) query, CancellationToken cancellation)
    {
        var request = new PlanPathRequest
        {
            MapDigest = digest,
            Query = new PlanQuery { Start = PointOf(map, query.Start), Goal = PointOf(map, query.Goal), FootprintRadiusM = DemoMap.RadiusM },
        };
        var options = new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + PlanLimit, cancellationToken: cancellation);
        return (await Planning.PlanPathAsync(request, options)).ResultId;
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await process.DisposeAsync();
    }

    static Point PointOf(CostMap map, Cell cell)
    {
        var (x, y) = map.CellToWorld(cell);
        return new Point { X = x, Y = y };
    }

    static SocketsHttpHandler Through(string socket) => new()
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                return new NetworkStream(connection, ownsSocket: true);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        },
    };
}
