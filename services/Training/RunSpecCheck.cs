using System.Globalization;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Packages;

namespace Trm.Grid.Training;

/// <summary>What a specification must be before a worker sees it. The worker checks what only the network knows: the values of overrides.</summary>
internal static class RunSpecCheck
{
    // A year: whoever asks for more has taken another unit.
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(366);

    /// <exception cref="GridException">INVALID_REQUEST, with every field that is wrong.</exception>
    public static void Require(RunSpec spec)
    {
        var faults = new List<FieldViolation>();
        if (spec.Preset.Length == 0)
            faults.Add(new("spec.preset", "expected a preset's name; ListPresets names them"));
        if (spec.ModelName.Length > 0 && ModelNames.FaultOf(spec.ModelName) is { } misnamed)
            faults.Add(new("spec.model_name", misnamed));
        if (spec.Steps > 0 && spec.Budget is not null)
            faults.Add(new("spec.budget", "expected steps or a budget, got both"));
        if (spec.Seed > long.MaxValue)
            faults.Add(new("spec.seed", $"expected at most {long.MaxValue}, got {spec.Seed}"));
        RequirePositive(faults, "spec.budget", spec.Budget);
        RequirePositive(faults, "spec.deadline", spec.Deadline);
        RequireDigest(faults, "spec.dataset_digest", spec.DatasetDigest);
        RequireDigest(faults, "spec.parent_digest", spec.ParentDigest);
        if (faults.Count > 0)
            throw GridException.Invalid(faults);
    }

    /// <exception cref="GridException">PRESET_NOT_FOUND.</exception>
    public static Preset RequirePreset(string name, IReadOnlyList<Preset> presets) => presets.FirstOrDefault(preset => preset.Name == name)
        ?? throw new GridException(ErrorReason.PresetNotFound, $"no preset has the name '{name}'; there are {string.Join(", ", presets.Select(preset => preset.Name))}")
        {
            Violations = [new("spec.preset", "expected a preset's name; ListPresets names them")],
        };

    /// <exception cref="GridException">INVALID_REQUEST: no dataset for a preset that needs one, or overrides of settings that it has not.</exception>
    public static void RequireFit(RunSpec spec, Preset preset)
    {
        List<FieldViolation> faults = [.. spec.Overrides.Keys.Where(name => !preset.Settings.ContainsKey(name)).Select(name =>
            new FieldViolation($"spec.overrides[{name}]", $"expected a setting of {preset.Name}, one of {string.Join(", ", preset.Settings.Keys.Order(StringComparer.Ordinal))}"))];
        if (preset.NeedsDataset && spec.DatasetDigest.Length == 0)
            faults.Add(new("spec.dataset_digest", $"expected a dataset: {preset.Name} generates no examples of its own; `trmgrid train` takes one with --data"));
        if (faults.Count > 0)
            throw GridException.Invalid(faults);
    }

    private static void RequirePositive(List<FieldViolation> faults, string field, Google.Protobuf.WellKnownTypes.Duration? duration)
    {
        if (duration is null)
            return;
        // As a number first: what is no duration cannot be made a time.
        var seconds = duration.Seconds + (duration.Nanos / 1e9);
        if (duration.Nanos is < 0 or > 999_999_999 || !(seconds > 0 && seconds <= LongestTime.TotalSeconds))
            faults.Add(new(field, string.Create(CultureInfo.InvariantCulture, $"expected more than no time and at most {LongestTime.TotalDays:0} days, got {seconds} s; leave it unset for none")));
    }

    private static void RequireDigest(List<FieldViolation> faults, string field, string text)
    {
        if (text.Length > 0 && !Digest.TryParse(text, out _))
            faults.Add(new(field, $"expected sha256: and 64 lower-case hexadecimal digits, got {text.Length} characters"));
    }
}
