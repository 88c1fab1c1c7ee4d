using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Hosting;

namespace Trm.Grid.Tests.Functional;

/// <summary>Bad luck on the way to a service: calls whose answer is lost after they were done, and a service that does not answer.</summary>
internal sealed class BrokenCalls : Interceptor, IGridRole
{
    private readonly Dictionary<string, StatusCode?> _losing = []; // null: has been lost
    private readonly HashSet<string> _away = [];
    private readonly Lock _gate = new();

    public string Name => "broken-calls";

    /// <summary>The next answer of that rpc is lost: the call is done, its caller hears that it broke.</summary>
    public void LoseAnswer(string rpc, StatusCode heard = StatusCode.Unavailable)
    {
        lock (_gate)
            _losing[rpc] = heard;
    }

    /// <summary>From now on that rpc is UNAVAILABLE, or no longer.</summary>
    public void Away(string rpc, bool away = true)
    {
        lock (_gate)
            _ = away ? _away.Add(rpc) : _away.Remove(rpc);
    }

    public bool HasLost(string rpc)
    {
        lock (_gate)
            return _losing.TryGetValue(rpc, out var heard) && heard is null;
    }

    public void Add(IServiceCollection services, GridPaths paths) =>
        services.AddSingleton(this).Configure<GrpcServiceOptions>(grpc => grpc.Interceptors.Add<BrokenCalls>());

    public void Map(IEndpointRouteBuilder endpoints)
    {
    }

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var rpc = context.Method.Split('/')[^1];
        lock (_gate)
            if (_away.Contains(rpc))
                throw new RpcException(new(StatusCode.Unavailable, "nobody answers"));
        var answer = await continuation(request, context);
        lock (_gate)
            if (_losing.GetValueOrDefault(rpc) is { } heard)
            {
                _losing[rpc] = null;
                throw new RpcException(new(heard, "the connection broke"));
            }
        return answer;
    }
}
