using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Hosting;

/// <summary>A call fails for a reason that its contract names. The interceptor turns it into a status with details.</summary>
/// <param name="reason">One of the contract's stable reasons; <see cref="ErrorTable"/> gives its status code.</param>
/// <param name="message">Names the operation, what was expected, what came and what to do.</param>
public sealed class GridException(ErrorReason reason, string message, Exception? inner = null) : Exception(message, inner)
{
    public ErrorReason Reason { get; } = reason;

    /// <summary>The request's faulty fields, where the request is to blame.</summary>
    public IReadOnlyList<FieldViolation> Violations { get; init; } = [];

    /// <summary>When a repeat may succeed, where waiting helps.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>INVALID_REQUEST for one field.</summary>
    public static GridException Invalid(string field, string description) =>
        new(ErrorReason.InvalidRequest, $"{field}: {description}") { Violations = [new(field, description)] };

    /// <summary>INVALID_REQUEST for all the fields that are wrong.</summary>
    public static GridException Invalid(IReadOnlyList<FieldViolation> violations) =>
        new(ErrorReason.InvalidRequest, string.Join("; ", violations.Select(v => $"{v.Field}: {v.Description}"))) { Violations = violations };
}
