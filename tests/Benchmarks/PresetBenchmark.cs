using System.Globalization;
using Trm.Grid.Model;

namespace Trm.Grid.Tests.Benchmarks;

/// <summary>
/// A training step of every preset that makes its own examples, at no more than four slots, beside a matrix product of the same precision in the same run.
/// At so few slots whatever is no product weighs most; <c>training</c> takes more of the large ones.
/// <c>dotnet run -c Release --project tests/Benchmarks -- presets</c>
/// </summary>
internal static class PresetBenchmark
{
    private const int Slots = 4, Steps = 3;

    public static IEnumerable<string> Rows()
    {
        var rates = new Dictionary<Precision, double>();
        foreach (var preset in Presets.All.Where(preset => preset.Generator is not null))
            yield return Row(preset, rates);
    }

    private static string Row(Preset preset, Dictionary<Precision, double> rates)
    {
        var examples = preset.Examples(1);
        using var session = TrainingSession.Start(preset.Configuration, preset.Recipe with { Batch = Slots }, examples, 1);
        if (!rates.TryGetValue(session.Precision, out var rate))
            rates[session.Precision] = rate = TrainingBenchmark.ProductRate(session.Network.ComputeType);
        session.Step();
        var least = Enumerable.Range(0, Steps).Min(_ => session.Step().Duration.TotalSeconds);
        var done = Slots * StepCost.WithGradient(preset.Configuration, examples.Height * examples.Width, preset.Recipe.Gradient) / least;
        return string.Create(CultureInfo.InvariantCulture, $"| {preset.Name} | {preset.Configuration.ParameterCount:N0} | {Slots} | {session.Place} | {least * 1e3:0} ms | {done / 1e9:0.0} | {done / rate:0 %} |");
    }
}
