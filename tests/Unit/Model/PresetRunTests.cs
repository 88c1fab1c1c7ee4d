using Trm.Grid.Model;

namespace Trm.Grid.Tests.Unit.Model;

public class PresetRunTests
{
    public static TheoryData<string> Names => [.. Presets.All.Select(preset => preset.Name)];

    /// <summary>With two narrow heads, few updates and small batches; all else as the preset has it.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Every_preset_trains_at_reduced_size_and_resumes_bit_for_bit(string name)
    {
        var preset = Presets.Find(name)!;
        var configuration = preset.Configuration with { Hidden = 8, Heads = 2, Inner = 12, Expansion = 0.01, LatentSteps = 2, Cycles = 2, MaxSteps = 2 };
        var recipe = preset.Recipe with { Batch = 3, Steps = 3, BudgetMinutes = 0, EmaStart = Math.Min(1, preset.Recipe.EmaStart), WarmUpSteps = Math.Min(1, preset.Recipe.WarmUpSteps), Threads = 1, Precision = Precision.Fp32 };
        var examples = new AnyExamples(configuration.Shape);
        using var folder = new TemporaryFolder();
        using var undisturbed = TrainingSession.Start(configuration, recipe, examples, 9);
        for (var step = 0; step < 3; step++) Assert.True(double.IsFinite(undisturbed.Step().Loss));
        using (var first = TrainingSession.Start(configuration, recipe, examples, 9))
        {
            first.Step();
            first.Save(folder.File("run"));
            Assert.NotEqual(undisturbed.WeightsDigest(), first.WeightsDigest());
        }
        using var second = TrainingSession.Resume(folder.File("run"), examples, configuration);
        while (!second.Finished) second.Step();
        Assert.Equal(undisturbed.WeightsDigest(), second.WeightsDigest());
    }
}
