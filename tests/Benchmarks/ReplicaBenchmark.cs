using System.Globalization;
using Trm.Grid.Model;

namespace Trm.Grid.Tests.Benchmarks;

/// <summary>Training steps of a batch in one piece, whose threads work inside operators, and of replicas, step by step in turns; medians, as the machine is shared.</summary>
internal static class ReplicaBenchmark
{
    private const int Steps = 30;

    private static readonly int[] Replicas = [1, 2, 4];

    private static readonly (string Name, int Slots)[] Small = [("sudoku", 32), ("sudoku-small", 16), ("planner", 16), ("planner-demo", 16), ("maze-windows", 16), ("sudoku4", 32)];

    public static IEnumerable<string> Rows() => Small.Select(preset => Row(Presets.Find(preset.Name)!, preset.Slots));

    private static string Row(Preset preset, int slots)
    {
        var examples = PresetBenchmark.Examples(preset);
        var recipe = preset.Recipe with { Batch = slots, BudgetMinutes = 0, Steps = Steps + 1, WarmUpSteps = 1 };
        TrainingSession[] sessions = [.. Replicas.Select(count => TrainingSession.Start(preset.Configuration, recipe with { Replicas = count }, examples, 1))];
        foreach (var session in sessions) session.Step();
        var taken = sessions.Select(_ => new List<double>()).ToArray();
        for (var step = 0; step < Steps; step++)
            foreach (var (session, times) in sessions.Zip(taken))
                times.Add(session.Step().Duration.TotalMilliseconds);
        var medians = taken.Select(times => times.Order().ElementAt(Steps / 2)).ToArray();
        var place = sessions[0].Place;
        foreach (var session in sessions) session.Dispose();
        return string.Create(CultureInfo.InvariantCulture, $"| {preset.Name}, {slots} slots, {place} | {string.Join(" | ", medians.Select(Cell))} |");

        string Cell(double median) => string.Create(CultureInfo.InvariantCulture, $"{median:0} ms, {medians[0] / median:0.00} times");
    }
}
