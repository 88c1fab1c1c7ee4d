using System.Diagnostics;
using Trm.Grid.Model;

namespace Trm.Grid.Tests.Unit.Model;

public class ResumeTests
{
    private const string Folder = "TRMGRID_TEST_RESUME_FOLDER";
    private static readonly Preset preset = Presets.Find("planner-demo")!; // big enough that both threads take part in every sum
    private static readonly Recipe recipe = preset.Recipe with { Steps = 12, BudgetMinutes = 0, Precision = Precision.Fp32, Threads = 2 };

    [Fact]
    public async Task Run_resumed_in_a_new_process_ends_bit_for_bit_where_an_undisturbed_one_ends()
    {
        using var folder = new TemporaryFolder();
        using var session = TrainingSession.Start(preset.Configuration, recipe, preset.Examples(1), 11);
        while (session.CurrentStep < 6) session.Step();
        session.Save(folder.File("run.safetensors"));
        while (!session.Finished) session.Step();

        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Trm.Grid.Tests.Unit" + (OperatingSystem.IsWindows() ? ".exe" : "")))
        {
            ArgumentList = { "-method", "*.ResumeTests.Other_process_goes_on_with_the_checkpoint" },
            Environment = { [Folder] = Path.GetDirectoryName(folder.File("run.safetensors"))! },
            RedirectStandardOutput = true,
        };
        using var other = Process.Start(start)!;
        var output = await other.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await other.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(File.Exists(folder.File("digest")), output);
        Assert.Equal(session.WeightsDigest().ToString(), await File.ReadAllTextAsync(folder.File("digest"), TestContext.Current.CancellationToken));
    }

    /// <summary>The other process's part; alone it has nothing to do.</summary>
    [Fact]
    public void Other_process_goes_on_with_the_checkpoint()
    {
        var folder = Environment.GetEnvironmentVariable(Folder);
        Assert.SkipWhen(folder is null, "this is what the test beside it starts as another process");
        using var session = TrainingSession.Resume(Path.Combine(folder!, "run.safetensors"), preset.Examples(1), preset.Configuration);
        while (!session.Finished) session.Step();
        File.WriteAllText(Path.Combine(folder!, "digest"), session.WeightsDigest().ToString());
    }
}
