using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Trm.Grid.Edge.Gpio;
using Trm.Grid.Edge.Rosbridge;
using Trm.Grid.Edge.Serving;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Edge.Trials;

namespace Trm.Grid.Edge;

/// <summary>
/// What the owner of a board may set, in <c>agent.json</c> of the agent's folder; what is left out keeps its default. NOTE: setters, not init: the
/// generated reader gives init properties that the file leaves out zeros instead of their defaults.
/// </summary>
internal sealed record AgentSettings
{
    public const string FileName = "agent.json";

    /// <summary>How long a robot may keep its model from being changed by following paths.</summary>
    public double LongestMotionHoldSeconds { get; set; } = 600;

    /// <summary>Questions after which the trial of a new model ends.</summary>
    public int TrialPlans { get; set; } = 20;

    /// <summary>And the time after which it ends with fewer; 0: new models are not tried.</summary>
    public double TrialSeconds { get; set; } = 30;

    /// <summary>With which ONNX Runtime, and on what, models run.</summary>
    public RuntimeSettings Runtime { get; set; } = new();

    /// <summary>Members of the agent's group may ask for paths, not the agent's user alone.</summary>
    public bool GroupMayPlan { get; set; }

    /// <summary>The board's lines.</summary>
    public GpioSettings Gpio { get; set; } = new();

    /// <summary>Where a rosbridge listens, for a robot that speaks ROS.</summary>
    public RosbridgeSettings Rosbridge { get; set; } = new();

    /// <exception cref="AgentException">SETTINGS_INVALID, with all faults.</exception>
    public static AgentSettings Read(AgentHome home)
    {
        var path = Path.Combine(home.Folder, FileName);
        if (BytesOf(path) is not { } bytes)
            return new();
        try
        {
            var settings = JsonSerializer.Deserialize(bytes, SettingsJson.Default.AgentSettings) ?? new();
            var faults = string.Join("; ", settings.Faults());
            return faults.Length == 0 ? settings : throw new AgentException("SETTINGS_INVALID", $"reading {path}: {faults}");
        }
        catch (JsonException e)
        {
            throw new AgentException("SETTINGS_INVALID", $"reading {path}: {NullIn(e, bytes) ?? UnknownIn(e) ?? e.Message}; correct it, or delete it to run with the defaults", e);
        }
    }

    private static byte[]? BytesOf(string path)
    {
        try
        {
            return AtomicFile.ReadIfPresent(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AgentException("SETTINGS_INVALID", $"reading {path}: expected a file that the agent's user may read ({e.Message}); correct it, or delete it to run with the defaults", e);
        }
    }

    /// <summary>Where the fault is a null: which setting has it.</summary>
    private static string? NullIn(JsonException fault, byte[] bytes)
    {
        if (fault.Path?.Split('.') is not ["$", .. var names])
            return null;
        try
        {
            using var file = JsonDocument.Parse(bytes, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var at = file.RootElement;
            foreach (var name in names)
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                    return null;
            return at.ValueKind == JsonValueKind.Null ? $"{string.Join('.', names)}: expected a value, got null; leave it out for its default" : null;
        }
        catch (JsonException)
        {
            // No JSON at all: there the reader's own words are the better ones.
            return null;
        }
    }

    /// <summary>Where the fault is a name that is not known: which are.</summary>
    private static string? UnknownIn(JsonException fault)
    {
        if (fault.Path?.Split('.') is not ["$", .. var names])
            return null;
        JsonTypeInfo? group = SettingsJson.Default.AgentSettings;
        foreach (var name in names)
        {
            if (group?.Properties.FirstOrDefault(one => one.Name == name) is not { } setting)
                return group is null ? null : $"line {fault.LineNumber + 1}: there is no setting {string.Join('.', names)}, there are {string.Join(", ", group.Properties.Select(one => one.Name))}";
            group = SettingsJson.Default.GetTypeInfo(setting.PropertyType);
        }
        return null;
    }

    public AgentOptions Apply(AgentOptions options) => options with
    {
        LongestHold = TimeSpan.FromSeconds(LongestMotionHoldSeconds),
        Gpio = Gpio,
        Rosbridge = Rosbridge,
        Runtime = Runtime,
        GroupMayPlan = GroupMayPlan,
        Trial = new TrialLimits { Plans = TrialPlans, Time = TimeSpan.FromSeconds(TrialSeconds) },
    };

    private IEnumerable<string> Faults()
    {
        if (LongestMotionHoldSeconds is not (>= 0 and <= 86_400))
            yield return $"longest_motion_hold_seconds: expected 0 to 86400, got {LongestMotionHoldSeconds}";
        if (TrialPlans is < 1 or > 10_000)
            yield return $"trial_plans: expected 1 to 10000, got {TrialPlans}";
        if (TrialSeconds is not (>= 0 and <= 86_400))
            yield return $"trial_seconds: expected 0 to 86400, got {TrialSeconds}";
        foreach (var fault in Gpio.Faults().Concat(Runtime.Faults()).Concat(Rosbridge.Faults()))
            yield return fault;
    }
}
