using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Maze;

namespace Trm.Grid.Model;

/// <summary>Mazes with the convolution mixer, answered with moves.</summary>
public static partial class Presets
{
    private static ModelConfiguration MazeNetwork => new()
    {
        Shape = MazeTask.Moves, Mixer = Mixer.Convolution, Norm = Norm.Layer, Hidden = 64, Inner = 128, LatentSteps = 4, Cycles = 2, MaxSteps = 16, Halt = HaltReading.Mean,
    };

    private static IEnumerable<Preset> Mazes =>
    [
        new()
        {
            Name = "maze-windows",
            Description = "What a maze network learns first, at a fifth of the cost: windows of 14x14 cells, cut out of mazes given with --data and solved anew.",
            Configuration = MazeNetwork with { MaxSteps = 6 },
            Recipe = new() { Batch = 16, Steps = 2500, Window = 14, LearningRate = 1.5e-3, WarmUpSteps = 100, Beta2 = 0.99, WeightDecay = 0.1, Replicas = 2 },
            Expected = "one run on Maze-Hard's training mazes, 18 minutes of a busy core without bf16: all of 144 unseen windows solved by a shortest path at some step, and 35 % of 60 whole test mazes exact",
            Source = "measured here, seed 1 and --set threads=1",
        },
        new()
        {
            Name = "maze-hard",
            Description = "Shortest paths through mazes of 30x30 cells with the convolution mixer; the weights run on mazes of any size. Meant to start from `maze-windows`.",
            Configuration = MazeNetwork,
            Recipe = new() { Batch = 12, Steps = 3795, LearningRate = 1e-3, WarmUpSteps = 50, Beta2 = 0.99, WeightDecay = 0.1, FullRun = 0.25, Replicas = 2 },
            Expected = "on Maze-Hard's training mazes after maze-windows, four times, at a lower rate and then with decisive cells weighing more, 75, 91, 103 and 88 minutes of one core without bf16: the figures in the README",
            Source = "measured here, one run of each, seeds 1, 2, 4 and 6 and --set threads=1",
            Generator = seed => HardMazes(MazeTask.Moves, seed),
        },
    ];

    private static MazeExamples HardMazes(TaskShape answer, long seed) => MazeExamples.Generated(answer, new(), seed);
}
