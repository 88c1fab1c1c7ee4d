using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;

namespace Trm.Grid.Tests.Functional;

/// <summary>Asserts that a call fails for the reason that its contract names.</summary>
internal static class Refused
{
    public static async Task<GridError> AsAsync(ErrorReason reason, Func<Task> call)
    {
        var fault = await Record.ExceptionAsync(call);
        var error = fault switch
        {
            RpcException rpc => GridError.From(rpc),
            GridException grid => GridError.From(grid),
            _ => null,
        };
        Assert.True(error?.Reason == reason, $"expected {reason}, got {error?.Reason.ToString() ?? "no refusal"}: {fault}");
        Assert.Equal(ErrorTable.CodeOf(reason), error!.Code);
        return error;
    }

    public static Task<GridError> AsAsync<T>(ErrorReason reason, AsyncUnaryCall<T> call) => AsAsync(reason, async () => await call);
}
