using Grpc.Core;

namespace Trm.Grid.Connection;

/// <summary>How long calls may take.</summary>
internal static class Calls
{
    /// <summary>For calls with one answer, which get the usual deadline.</summary>
    public static CallOptions Unary(CancellationToken cancellation) => new(cancellationToken: cancellation);

    /// <summary>For calls that may compute for so long.</summary>
    public static CallOptions Within(TimeSpan limit, CancellationToken cancellation) =>
        new(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + limit, cancellationToken: cancellation);

    /// <summary>For streams, which end with their subject.</summary>
    public static CallOptions Stream(CancellationToken cancellation) => new(cancellationToken: cancellation);
}
