using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Trm.Grid.Hosting;

/// <summary>What every grid process is made of, whatever roles it hosts.</summary>
internal static class GridApplication
{
    private const int LargestMessage = 16 << 20;

    // Long enough to finish calls in flight; streams end at once.
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);

    public static WebApplicationBuilder Builder(GridHostOptions options, GridListeners listeners, GridIdentity identity, GridChannels channels)
    {
        // NOTE: an empty builder reads no settings files and no environment: a stray ASPNETCORE_URLS must not open an endpoint.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(listeners.Configure);
        builder.Services.AddRouting();
        options.Logging?.Invoke(builder.Logging);
        // What fails inside a call the interceptor tells. What is left for this one is a caller who hung up in the middle of a request: a robot out of reach is no error of ours.
        builder.Logging.AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.Critical);
        // What it tells at Error is thrown too, and told by whoever started the grid; a background service that dies it tells at Critical.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        builder.Services
            .AddSingleton<IHostLifetime, SilentLifetime>()
            .AddSingleton(options.Paths)
            .AddSingleton(options.Time)
            .AddSingleton(identity)
            .AddSingleton(_ => channels)
            .AddSingleton<GridAddress>()
            .AddSingleton<RegistryClient>()
            .AddSingleton<CallerReader>()
            .AddSingleton<ErrorInterceptor>();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.MaxReceiveMessageSize = LargestMessage;
            grpc.MaxSendMessageSize = LargestMessage;
        }).AddJsonTranscoding(json => json.TypeRegistry = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor));
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks().AddCheck("process", () => HealthCheckResult.Healthy());
        AddTelemetry(builder.Services);
        return builder;
    }

    public static WebApplication Build(WebApplicationBuilder builder, IReadOnlyList<IGridRole> roles)
    {
        var application = builder.Build();
        application.UseRouting();
        application.UseGrpcWeb(new() { DefaultEnabled = true });
        application.Use(EndStreamsWithTheGrid);
        foreach (var role in roles)
            role.Map(application);
        application.MapGrpcHealthChecksService().WithMetadata(new AllowAnyoneAttribute());
        application.MapGrpcReflectionService().WithMetadata(new AllowAnyoneAttribute());
        application.MapHealthChecks("/healthz");
        return application;
    }

    /// <summary>A watch would otherwise hold up the end of the process until it is cut.</summary>
    private static async Task EndStreamsWithTheGrid(HttpContext context, RequestDelegate next)
    {
        var method = context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.Type;
        if (method is not (MethodType.ServerStreaming or MethodType.DuplexStreaming))
        {
            await next(context);
            return;
        }
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.RequestAborted = either.Token;
        await next(context);
    }

    private static void AddTelemetry(IServiceCollection services)
    {
        var telemetry = services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddAspNetCoreInstrumentation().AddSource("Trm.Grid.*"))
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddMeter("Trm.Grid.*"));
        // The standard variable that every collector's manual names; without it nothing leaves the process.
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 })
            telemetry.UseOtlpExporter();
    }
}
