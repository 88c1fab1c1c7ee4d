using Trm.Grid.Contracts.V1;
using Trm.Grid.Outputs;

namespace Trm.Grid.Verbs.Runs;

/// <summary>A training run as scripts read it.</summary>
internal sealed record RunView
{
    public required string Id { get; init; }
    public required string Preset { get; init; }

    /// <summary>The name under which its version is registered; empty: the preset's task.</summary>
    public required string Model { get; init; }

    /// <summary>queued, running, succeeded, failed or cancelled.</summary>
    public required string State { get; init; }
    public required ulong Seed { get; init; }
    public required DateTime? CreatedAt { get; init; }
    public required DateTime? StartedAt { get; init; }
    public required DateTime? EndedAt { get; init; }
    public required ulong Step { get; init; }
    public required ulong TotalSteps { get; init; }
    public required ulong Parameters { get; init; }

    /// <summary>Seconds of training proper.</summary>
    public required double Seconds { get; init; }
    public required uint Restarts { get; init; }
    public required SortedDictionary<string, double?> Metrics { get; init; }

    /// <summary>Set when it succeeded.</summary>
    public required string? Digest { get; init; }
    public required uint? Version { get; init; }

    /// <summary>Set when it failed.</summary>
    public required FailureReason? Failure { get; init; }

    public static RunView Of(Run run) => new()
    {
        Id = run.Id,
        Preset = run.Spec?.Preset ?? "",
        Model = run.Spec?.ModelName ?? "",
        State = EnumText.Of(run.State),
        Seed = run.Spec?.Seed ?? 0,
        CreatedAt = run.CreatedAt?.ToDateTime(),
        StartedAt = run.StartedAt?.ToDateTime(),
        EndedAt = run.EndedAt?.ToDateTime(),
        Step = run.Step,
        TotalSteps = run.TotalSteps,
        Parameters = run.Parameters,
        Seconds = run.TrainingSeconds,
        Restarts = run.Restarts,
        Metrics = Numbers.Finite(run.Metrics),
        Digest = run.VersionDigest.Length > 0 ? run.VersionDigest : null,
        Version = run.VersionNumber > 0 ? run.VersionNumber : null,
        Failure = run.Failure is { } failure ? new FailureReason(RunFailures.Reason(failure), failure.Message) : null,
    };
}
