using Trm.Grid.Model;
using Trm.Grid.Model.Export;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Sudoku;
using Trm.Grid.Runtime;
using Precision = Trm.Grid.Runtime.Precision;

namespace Trm.Grid.Tests.Unit.Export;

public sealed class PackagedModels : IDisposable
{
    private static readonly ModelConfiguration Planner = new()
    {
        Shape = PlannerTask.Shape, Mixer = Mixer.Convolution, Hidden = 32, Inner = 64, LatentSteps = 2, Cycles = 2, MaxSteps = 8, Halt = HaltReading.Mean,
    };

    private static readonly ExportFacts Facts = new()
    {
        Lineage = new() { Run = "run-1", Dataset = Digest.OfText("generated"), Seed = 7, CodeVersion = "0.1.0", Created = DateTimeOffset.UnixEpoch },
        Metrics = new Dictionary<string, double> { ["valid"] = 0.5 },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("trm-export").FullName;

    [Fact]
    public void A_package_holds_everything_and_proves_itself()
    {
        using var network = Network.Create(Planner, seed: 1);
        var package = ModelExport.Write(network, Examples(5), Facts, _folder);
        Assert.Equal((3, "planner", 8), (package.Manifest.Golden!.Cases, package.Manifest.Task, package.Manifest.Steps));
        var report = GoldenCheck.Run(package, Precision.Fp32);
        Assert.True(report.Passed, report.Explanation);
        Assert.True(report.SlowestStep > TimeSpan.Zero);
        Assert.Contains("`planner`", File.ReadAllText(package.FileOf(Roles.Card)), StringComparison.Ordinal);
        using var weights = SafetensorsFile.Open(package.FileOf(Roles.Weights));
        Assert.Equal(network.ParameterCount + 2 * 32, weights.Tensors.Sum(tensor => tensor.Count));
    }

    [Fact]
    public void A_network_of_fp64_is_packaged_in_fp32()
    {
        using var network = Network.Create(Planner, seed: 1, Trm.Grid.Model.Precision.Fp64);
        var package = ModelExport.Write(network, Examples(5), Facts, _folder);
        using var plain = network.Twin(Trm.Grid.Model.Precision.Fp32);
        Assert.Equal(TorchSharp.torch.float32, plain.Flat.dtype);
        using var same = Network.Create(Planner, seed: 1);
        Assert.Equal(ModelExport.ToOnnx(same, ExportPrecision.Fp32), File.ReadAllBytes(package.FileOf(Roles.OnnxFp32)));
        Assert.True(GoldenCheck.Run(package, Precision.Fp32).Passed);
    }

    [Fact]
    public void Int8_graph_that_is_not_exact_enough_leaves_the_package_and_its_card()
    {
        using var network = Network.Create(Planner, seed: 1);
        var package = ModelExport.WithoutInt8(ModelExport.Write(network, Examples(5), Facts, _folder), "98 of 100 cells");
        Assert.DoesNotContain(package.Manifest.Files, file => file.Role == Roles.OnnxInt8);
        Assert.Equal(["fp32"], package.Manifest.Tolerances.Keys);
        var card = File.ReadAllText(package.FileOf(Roles.Card));
        Assert.DoesNotContain("model.int8.onnx", card, StringComparison.Ordinal);
        Assert.Contains("There is no int8 graph, it was not exact enough: 98 of 100 cells.", card, StringComparison.Ordinal);
        Assert.True(GoldenCheck.Run(PackageFolder.Open(_folder), Precision.Fp32).Passed);
    }

    [Fact]
    public void Weights_from_a_file_make_the_package_that_their_network_makes()
    {
        using var network = Network.Create(Planner, seed: 1);
        WeightsFile.Write(network, Path.Combine(_folder, "weights"));
        var package = ModelExport.WriteFile(Path.Combine(_folder, "weights"), Planner, Examples(5), Facts, Path.Combine(_folder, "package"));
        Assert.Equal(ModelExport.ToOnnx(network, ExportPrecision.Fp32), File.ReadAllBytes(package.FileOf(Roles.OnnxFp32)));
    }

    [Fact]
    public void Golden_vectors_of_another_network_are_not_passed()
    {
        using var network = Network.Create(Planner, seed: 1);
        using var other = Network.Create(Planner, seed: 2);
        var package = ModelExport.Write(network, Examples(5), Facts, _folder);
        File.WriteAllBytes(package.FileOf(Roles.OnnxFp32), ModelExport.ToOnnx(other, ExportPrecision.Fp32));
        var forged = PackageFolder.Write(_folder, package.Manifest, package.Manifest.Files.Select(file => (file.Role, file.Path)));
        var report = GoldenCheck.Run(forged, Precision.Fp32);
        Assert.False(report.Passed);
        Assert.True(report.WorstLogitDifference > 0.1);
    }

    [Fact]
    public void A_graph_changed_after_opening_is_refused()
    {
        using var network = Network.Create(Planner, seed: 1);
        var package = ModelExport.Write(network, Examples(5), Facts, _folder);
        var bytes = File.ReadAllBytes(package.FileOf(Roles.OnnxFp32));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(package.FileOf(Roles.OnnxFp32), bytes);
        Assert.Throws<PackageException>(() => StepModel.Load(package, Precision.Fp32));
    }

    [Theory]
    [InlineData("attention")]
    [InlineData("mlp")]
    [InlineData("convolution tokens")]
    public void After_a_few_training_steps_the_graph_still_says_what_torch_says(string name)
    {
        var examples = SudokuExamples.Generated(2, 50, 3);
        var recipe = new Recipe { Batch = 8, Steps = 10, LearningRate = 3e-3, Precision = Trm.Grid.Model.Precision.Fp32 };
        using var session = TrainingSession.Start(ExportedNetworks.Named(name), recipe, examples, seed: 1);
        while (!session.Finished)
            session.Step();
        var report = GoldenCheck.Run(ModelExport.Write(session, examples, Facts, _folder), Precision.Fp32);
        Assert.True(report.Passed, report.Explanation);
    }

    /// <summary>After 60 steps on 12x12 maps: fp32 within 1e-3 over four steps, int8 the same class in 99 % of the cells.</summary>
    [Fact]
    public void A_briefly_trained_planner_keeps_its_answers_in_int8()
    {
        var recipe = new Recipe { Batch = 16, Steps = 60, LearningRate = 3e-3, Precision = Trm.Grid.Model.Precision.Fp32 };
        using var session = TrainingSession.Start(Planner, recipe, Examples(1), seed: 1);
        while (!session.Finished)
            session.Step();
        var package = ModelExport.Write(session, Examples(2), Facts with { GoldenCases = 8 }, _folder);
        var (fp32, int8) = (GoldenCheck.Run(package, Precision.Fp32), GoldenCheck.Run(package, Precision.Int8));
        Assert.True(fp32.Passed && fp32.EqualCells == 1, fp32.Explanation);
        Assert.True(int8.Passed, int8.Explanation);
    }

    [Fact]
    public void Rounded_weights_take_half_the_room_and_lose_nothing_on_the_way()
    {
        var configuration = Planner with { Hidden = 64, Inner = 128 };
        var recipe = new Recipe { Batch = 4, Steps = 3, Precision = Trm.Grid.Model.Precision.Fp32, Rounding = Rounding.Fp16 };
        using var session = TrainingSession.Start(configuration, recipe, Examples(1), seed: 1);
        while (!session.Finished)
            session.Step();
        var whole = ModelExport.ToOnnx(session.Averaged, ExportPrecision.Fp32).Length;
        session.Conclude();
        var package = ModelExport.Write(session, Examples(2), Facts, _folder);
        var graph = package.FileOf(Roles.OnnxFp32);
        Assert.InRange(new FileInfo(graph).Length, 0.4 * whole, 0.6 * whole);
        Assert.InRange(new FileInfo(package.FileOf(Roles.Weights)).Length, 0.4 * whole, 0.6 * whole);
        Assert.True(GoldenCheck.Run(package, Precision.Fp32).Passed);
        using (var weights = SafetensorsFile.Open(package.FileOf(Roles.Weights)))
            Assert.Equal((TensorType.F16, TensorType.F32), (weights.Info("blocks.0.mixer.weight").Type, weights.Info("y0").Type));

        using var again = WeightsFile.Open(package.FileOf(Roles.Weights), configuration);
        Assert.Equal(File.ReadAllBytes(graph), ModelExport.ToOnnx(again, ExportPrecision.Fp32));
        using var opened = StepModel.LoadOpened(graph);
        Assert.Equal(configuration.Cycles * (configuration.LatentSteps + 1), opened.TracedLatents);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static PlannerExamples Examples(ulong seed) => new(new PlannerExampleOptions { Seed = seed, Canvas = 12, MinSize = 8 });
}
