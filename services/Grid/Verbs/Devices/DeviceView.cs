using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Devices;

/// <summary>A device as scripts read it.</summary>
internal sealed record DeviceView
{
    public required string Id { get; init; }
    public required SortedDictionary<string, string> Labels { get; init; }

    /// <summary>enrolled, idle, downloading, verifying, proving, switching, active, rejected or revoked.</summary>
    public required string State { get; init; }
    public required bool Connected { get; init; }

    /// <summary>The version that it runs; null: none yet.</summary>
    public required string? Digest { get; init; }

    /// <summary>The version that it shall run.</summary>
    public required string? Desired { get; init; }
    public required string? Model { get; init; }

    /// <summary>Why it refused the desired version.</summary>
    public required string? Failure { get; init; }
    public required string? Agent { get; init; }
    public required string? Board { get; init; }
    public required DateTime? EnrolledAt { get; init; }
    public required DateTime? LastSeenAt { get; init; }

    public static DeviceView Of(Device device) => new()
    {
        Id = device.Id,
        Labels = new(device.Labels, StringComparer.Ordinal),
        State = EnumText.Of(device.State),
        Connected = device.Connected,
        Digest = TextOrNull(device.Reported?.ActiveDigest),
        Desired = TextOrNull(device.Desired?.ModelDigest),
        Model = TextOrNull(device.Desired?.ModelName),
        Failure = TextOrNull(device.Reported?.Failure),
        Agent = TextOrNull(device.Reported?.AgentVersion),
        Board = TextOrNull(device.Reported?.Board),
        EnrolledAt = device.EnrolledAt?.ToDateTime(),
        LastSeenAt = device.LastSeenAt?.ToDateTime(),
    };

    static string? TextOrNull(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
