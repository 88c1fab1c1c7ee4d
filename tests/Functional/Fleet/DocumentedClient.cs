using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Net.Client;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>The client of edge/Agent/LocalApi/LocalApi.md, line for line but for the socket's path and where it writes to.</summary>
internal static class DocumentedClient
{
    public static async Task RunAsync(string path, TextWriter Console)
    {
        var socket = new UnixDomainSocketEndPoint(path);
        using var channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancel) =>
                {
                    var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await connection.ConnectAsync(socket, cancel);
                    return new NetworkStream(connection, ownsSocket: true);
                },
            },
        });
        var robot = new PathPlanning.PathPlanningClient(channel);

        using var upload = robot.LoadMap();
        var map = new CostMap { Width = 40, Height = 20, ResolutionM = 0.25, Frame = MapFrame.YUp };
        await upload.RequestStream.WriteAsync(new LoadMapRequest { Map = map, Cells = ByteString.CopyFrom(new byte[800]) });
        await upload.RequestStream.CompleteAsync();
        var digest = (await upload).MapDigest;

        var query = new PlanQuery { Start = new() { X = 0.5, Y = 0.5 }, Goal = new() { X = 9, Y = 4 }, FootprintRadiusM = 0.2, Smooth = true };
        var plan = (await robot.PlanPathAsync(new PlanPathRequest { MapDigest = digest, Query = query }, deadline: DateTime.UtcNow.AddSeconds(5))).Plan;
        Console.WriteLine(plan.ErrorCode == 0 ? $"{plan.Planner}: {plan.LengthM:0.00} m, {plan.SmoothPath.Count} places" : plan.Message);
    }
}
