using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Hosting;

/// <summary>The caller of a gRPC call.</summary>
public static class CallerExtensions
{
    private static readonly object Key = new();

    /// <summary>Who calls; known inside every call that was let in.</summary>
    public static Caller Caller(this ServerCallContext context) => (Caller)context.GetHttpContext().Items[Key]!;

    /// <exception cref="GridException">NOT_AUTHENTICATED or NOT_PERMITTED.</exception>
    internal static void RequirePermission(this ServerCallContext context)
    {
        var http = context.GetHttpContext();
        var metadata = http.GetEndpoint()?.Metadata;
        // Class attributes come first, method attributes last: the last one is the nearest.
        var nearest = metadata?.LastOrDefault(item => item is AllowAttribute or AllowAnyoneAttribute);
        if (nearest is AllowAnyoneAttribute)
        {
            http.Items[Key] = Hosting.Caller.Nobody;
            return;
        }
        var caller = http.RequestServices.GetRequiredService<CallerReader>().Read(http);
        if (caller.Role == CallerRole.Nobody)
            throw new GridException(ErrorReason.NotAuthenticated, $"{context.Method}: expected a bearer token or a device certificate, got none; send 'authorization: Bearer TOKEN'");
        if (nearest is not AllowAttribute allow || !allow.Admits(caller.Role))
            throw new GridException(ErrorReason.NotPermitted,
                $"{context.Method} is for {(nearest is AllowAttribute of ? string.Join(", ", of.Roles).ToLowerInvariant() : "nobody")}, the caller is {caller.Role.ToString().ToLowerInvariant()}; use the token of a role that may");
        http.Items[Key] = caller;
    }
}
