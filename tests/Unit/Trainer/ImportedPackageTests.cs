using Trm.Grid.Model;
using Trm.Grid.Packages;
using Trm.Grid.Tests.Unit.Model;
using Trm.Grid.Trainer;

namespace Trm.Grid.Tests.Unit.Trainer;

public sealed class ImportedPackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A planner trains on smaller maps than it is asked about, and its settings may be other ones than the preset's: neither matters for its weights.</summary>
    [Fact]
    public void A_checkpoint_of_any_grid_becomes_a_package_of_its_averaged_weights()
    {
        var preset = Presets.Find("planner-tiny")!;
        using var session = TrainingSession.Start(preset.Configuration with { LatentSteps = 1 }, preset.Recipe with { Batch = 2, Steps = 2, Threads = 1, Precision = Precision.Fp32 }, preset.Examples(1), seed: 1);
        while (!session.Finished) session.Step();
        session.Save(_folder.File("checkpoint"));
        WeightsFile.Write(session.Averaged, _folder.File("averaged"));
        Assert.False(session.Averaged.Flat.allclose(session.Network.Flat, 0, 0));

        var (package, held) = (Make("checkpoint", "planner-demo"), preset.HeldOut(1));
        Assert.NotEqual((preset.Examples(1).Height, preset.Configuration.LatentSteps), (held.Height, 1));
        Assert.Equal(1, package.Manifest.Configuration.GetProperty("latent_steps").GetInt32());
        Assert.Equal(File.ReadAllBytes(_folder.File("averaged")), File.ReadAllBytes(package.FileOf(Roles.Weights)));
        Assert.Contains("\"batch\":2", File.ReadAllText(package.FileOf(Roles.Card)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_another_task_is_refused_in_plain_words()
    {
        var preset = Presets.Find("sudoku4")!;
        using (var session = TrainingSession.Start(preset.Configuration, preset.Recipe with { Threads = 1 }, preset.Examples(1), seed: 1))
            session.Save(_folder.File("checkpoint"));
        var fault = Assert.Throws<ArgumentException>(() => Make("checkpoint", "planner-demo"));
        Assert.Contains("expected a preset of its task, sudoku, planner-demo is of planner", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sudoku4", "sudoku")]
    [InlineData("sudoku", "sudoku4")]
    public void A_checkpoint_of_a_network_for_another_size_is_refused_in_plain_words(string trained, string named)
    {
        var preset = Presets.Find(trained)!;
        using (var session = TrainingSession.Start(preset.Configuration, preset.Recipe with { Batch = 1, Threads = 1, Replicas = 1, Precision = Precision.Fp32 }, preset.Examples(1), seed: 1))
            session.Save(_folder.File("checkpoint"));
        var fault = Assert.Throws<ArgumentException>(() => Make("checkpoint", named));
        Assert.Contains(trained == "sudoku4" ? "expected examples of sudoku on 4x4 cells" : "got sudoku on 4x4 cells", fault.Message, StringComparison.Ordinal);
    }

    private PackageFolder Make(string weights, string preset)
    {
        using var output = new StringWriter();
        Assert.Equal(ExitCode.Proven, ImportedPackage.Make(_folder.File(weights), preset, _folder.File("package"), null, output, TimeProvider.System));
        return PackageFolder.Open(_folder.File("package"));
    }
}
