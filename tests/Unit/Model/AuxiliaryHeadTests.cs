using TorchSharp;
using Trm.Grid.Model;
using Trm.Grid.Puzzles.Maze;
using static TorchSharp.torch;

namespace Trm.Grid.Tests.Unit.Model;

public class AuxiliaryHeadTests
{
    private static readonly ModelConfiguration Guided = ReferenceShapes.Tiny(Mixer.Convolution) with { Shape = MazeTask.Shape, AuxiliaryClasses = MazeTask.Moves };
    private static readonly MazeOptions Easy = new() { Side = 8, LeastWalls = 16, MostWalls = 24, LeastLength = 8 };
    private static readonly Recipe Quick = new() { Batch = 4, Steps = 200, LearningRate = 1e-2, Precision = Precision.Fp32, Threads = 1, HaltWeight = 0 };

    [Fact]
    public void Weight_of_the_auxiliary_loss_decides_how_much_of_it_there_is_and_zero_leaves_the_training_as_without_it()
    {
        Assert.Equal((0.0, 0.0), (Extra(Start(Guided, Quick with { AuxiliaryWeight = 0 })), Extra(Start(Guided with { AuxiliaryClasses = 0 }, Quick))));
        var (whole, half) = (Extra(Start(Guided, Quick)), Extra(Start(Guided, Quick with { AuxiliaryWeight = 0.5 })));
        Assert.InRange(whole, 0.5, 4); // four moves: -log of a chance, give or take the first weights'
        Assert.Equal(whole / 2, half, 1e-4);

        static double Extra(TrainingSession session)
        {
            using var held = session;
            var report = session.Step();
            return report.Loss - report.CellLoss;
        }
    }

    [Fact]
    public void Moves_are_learned_beside_the_answer()
    {
        using var session = Start(Guided, Quick);
        var first = Loss();
        for (var step = 0; step < 150; step++) session.Step();
        var last = Loss();
        Assert.True(last < first * 0.9, $"the auxiliary loss went from {first:0.000} to {last:0.000}");

        double Loss() => Enumerable.Range(0, 20).Select(_ => session.Step()).Average(report => report.Loss - report.CellLoss);
    }

    [Fact]
    public void Weights_go_from_a_network_with_the_head_to_one_without_and_back()
    {
        using var folder = new TemporaryFolder();
        using var plain = Network.Create(Guided with { AuxiliaryClasses = 0 }, 3);
        using var guided = Network.Create(Guided, 4);
        using var head = guided["auxiliary.weight"].clone();
        WeightsFile.Write(plain, folder.File("plain"));
        WeightsFile.Load(guided, folder.File("plain"));
        Assert.True(guided["answer.weight"].allclose(plain["answer.weight"], 0, 0) && guided["auxiliary.weight"].allclose(head, 0, 0));
        using (no_grad()) guided["answer.weight"].add_(1);
        WeightsFile.Write(guided, folder.File("guided"));
        WeightsFile.Load(plain, folder.File("guided"));
        Assert.True(plain["answer.weight"].allclose(guided["answer.weight"], 0, 0));
    }

    [Fact]
    public void Task_without_auxiliary_targets_is_refused()
    {
        var configuration = ReferenceShapes.Tiny(Mixer.Convolution) with { AuxiliaryClasses = 3 };
        using var session = TrainingSession.Start(configuration, Quick, new NeighbourExamples(configuration.Shape, 1), 9);
        var fault = Assert.Throws<ArgumentException>(session.Step);
        Assert.Contains("auxiliary_classes", fault.Message);
        fault = Assert.Throws<ArgumentException>(() => Start(Guided with { AuxiliaryClasses = 3 }, Quick).Step());
        Assert.Contains("auxiliary targets among 3 classes", fault.Message);
        Assert.Throws<ArgumentException>(() => (Guided with { AuxiliaryClasses = 1 }).Check());
    }

    private static TrainingSession Start(ModelConfiguration configuration, Recipe recipe) =>
        TrainingSession.Start(configuration, recipe, MazeExamples.Generated(Easy, 5), 9);
}
