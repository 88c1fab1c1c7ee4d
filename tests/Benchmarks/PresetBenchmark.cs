using System.Globalization;
using Trm.Grid.Model;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Tests.Unit.Model;

namespace Trm.Grid.Tests.Benchmarks;

/// <summary>
/// A training step of every preset, at no more than four slots, beside a matrix product of the same precision in the same run. Presets that take their
/// examples from a dataset get made-up ones of the same size: a step does not know the difference.
/// At so few slots whatever is no product weighs most; <c>training</c> takes more of the large ones.
/// <c>dotnet run -c Release --project tests/Benchmarks -- presets</c>
/// </summary>
internal static class PresetBenchmark
{
    private const int Slots = 4, Steps = 3;

    public static IEnumerable<string> Rows()
    {
        var rates = new Dictionary<Precision, double>();
        foreach (var preset in Presets.All)
            yield return Row(preset, rates);
    }

    private static string Row(Preset preset, Dictionary<Precision, double> rates)
    {
        var examples = Examples(preset);
        using var session = TrainingSession.Start(preset.Configuration, preset.Recipe with { Batch = Slots }, examples, 1);
        if (!rates.TryGetValue(session.Precision, out var rate))
            rates[session.Precision] = rate = TrainingBenchmark.ProductRate(session.Network.ComputeType);
        session.Step();
        var least = Enumerable.Range(0, Steps).Min(_ => session.Step().Duration.TotalSeconds);
        var done = Slots * StepCost.WithGradient(session.Network.Configuration, examples.Height * examples.Width, preset.Recipe.Gradient) / least;
        return string.Create(CultureInfo.InvariantCulture, $"| {preset.Name} | {preset.Configuration.ParameterCount:N0} | {Slots} | {session.Place} | {least * 1e3:0} ms | {done / 1e9:0.0} | {done / rate:0 %} |");
    }

    /// <summary>What a step of the preset can be measured with.</summary>
    public static IExampleSource Examples(Preset preset) => preset switch
    {
        { Generator: not null } => preset.Examples(1),
        { Recipe.Window: > 0 } => MazeExamples.Windows(preset.Configuration.Shape, [MazeGenerator.Draw(new(), 1, 0)], 1, preset.Recipe.Window),
        { Name: "planner-demonstrated" } => Presets.Find("planner")!.Examples(1),
        _ => new AnyExamples(preset.Configuration.Shape),
    };
}
