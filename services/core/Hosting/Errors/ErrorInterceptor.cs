using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Hosting;

/// <summary>Lets in who may call, and turns whatever a call throws into one status with a stable reason.</summary>
internal sealed partial class ErrorInterceptor(IHostApplicationLifetime lifetime, ILogger<ErrorInterceptor> log) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, () => continuation(request, context));

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, () => continuation(requestStream, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, () => Valueless(continuation(request, responseStream, context)));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, () => Valueless(continuation(requestStream, responseStream, context)));

    private async Task<T> Guard<T>(ServerCallContext context, Func<Task<T>> call)
    {
        try
        {
            context.RequirePermission();
            return await call();
        }
        catch (Exception fault)
        {
            throw ErrorOf(fault, context).ToRpcException();
        }
    }

    private GridError ErrorOf(Exception fault, ServerCallContext context)
    {
        var deadline = context.Deadline <= DateTime.UtcNow && context.Deadline != DateTime.MaxValue;
        if (FaultMapping.Of(fault, deadline) is { } error)
        {
            Log.CallRefused(log, context.Method, error.ReasonName, error.Message);
            return error;
        }
        if (context.CancellationToken.IsCancellationRequested || context.GetHttpContext().RequestAborted.IsCancellationRequested)
            return lifetime.ApplicationStopping.IsCancellationRequested
                ? GridError.From(new GridException(ErrorReason.DependencyUnavailable, "the grid is stopping; call again once it runs") { RetryAfter = TimeSpan.FromSeconds(1) })
                : new() { Reason = ErrorReason.Unspecified, Code = StatusCode.Cancelled, Message = "the caller cancelled" };
        Log.CallFailed(log, context.Method, fault);
        return GridError.From(new GridException(ErrorReason.Unspecified, $"{context.Method} failed by a fault of the grid's own ({fault.GetType().Name}); its log has the rest"));
    }

    private static async Task<bool> Valueless(Task task)
    {
        await task;
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, EventName = "call_refused", Level = LogLevel.Debug, Message = "{Method} refused: {Reason}, {Text}")]
        public static partial void CallRefused(ILogger log, string method, string reason, string text);

        [LoggerMessage(EventId = 2, EventName = "call_failed", Level = LogLevel.Error, Message = "{Method} failed")]
        public static partial void CallFailed(ILogger log, string method, Exception fault);
    }
}
