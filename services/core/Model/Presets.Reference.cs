using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Arc;
using Trm.Grid.Puzzles.Maze;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Model;

/// <summary>The papers' own networks and recipes.</summary>
public static partial class Presets
{
    private const string Paper = "arXiv 2510.04871 and its reference code";

    private static IEnumerable<Preset> References =>
    [
        Reference("sudoku-mlp", SudokuTask.Shape(3), Mixer.Mlp, latentSteps: 6, decay: 1, "87.4 % of Sudoku-Extreme, 5,028,866 parameters"),
        Reference("sudoku-attention", SudokuTask.Shape(3), Mixer.Attention, latentSteps: 6, decay: 1, "74.7 % of Sudoku-Extreme, 6,828,034 parameters"),
        Reference("maze-attention", MazeTask.Cells, Mixer.Attention, latentSteps: 4, decay: 1, "85.3 % of Maze-Hard, 6,822,914 parameters"),
        new()
        {
            Name = "hrm-sudoku",
            Description = "The hierarchical reasoning model: two networks of 4 layers, a one-step gradient, Q-learning. A GPU's work of hours.",
            Configuration = new()
            {
                Shape = SudokuTask.Shape(3), Mixer = Mixer.Attention, Layers = 4, TwoNetworks = true, LatentSteps = 2, Cycles = 2, Prefix = 1, Puzzles = 1, Halting = Halting.QLearning,
            },
            Recipe = ReferenceRecipe with { Batch = 384, Steps = 52_083, LearningRate = 7e-5, PuzzleLearningRate = 7e-5, WeightDecay = 1, PuzzleWeightDecay = 1, Gradient = GradientPath.OneStep, Ema = 0 },
            Expected = "55.0 % of Sudoku-Extreme, 27,275,266 parameters",
            Source = "arXiv 2506.21734 and its code's one-GPU run: 20,000 epochs of 1,000 puzzles; the figure as arXiv 2510.04871 gives it",
            Generator = Sudokus,
        },
    ];

    // NOTE properties: the order in which fields of several files are set is not known.
    private static Recipe ReferenceRecipe => new()
    {
        Batch = 768,
        Steps = 65_100,
        Optimiser = OptimiserKind.AdamATan2,
        LearningRate = 1e-4,
        WarmUpSteps = 2000,
        Schedule = LearningSchedule.Constant,
        Clip = 0,
        Loss = CellLoss.Stablemax,
    };

    private static Preset Reference(string name, TaskShape shape, Mixer mixer, int latentSteps, double decay, string expected) => new()
    {
        Generator = shape.Task switch { SudokuTask.Name => Sudokus, MazeTask.Name => seed => HardMazes(shape, seed), _ => null },
        Name = name,
        Description = $"The reference's {shape.Task} network with the {(mixer == Mixer.Mlp ? "mlp" : "attention")} mixer: a GPU's work of hours.",
        Configuration = new() { Shape = shape, Mixer = mixer, LatentSteps = latentSteps, Prefix = 16, Puzzles = 1 },
        Recipe = ReferenceRecipe with { WeightDecay = decay, PuzzleWeightDecay = decay, PuzzleLearningRate = shape.Task == ArcTask.Name ? 1e-2 : 1e-4 },
        Expected = expected,
        Source = Paper,
    };

    // Generated minimal puzzles, not the papers' data: what they reached is no promise for these.
    private static SudokuExamples Sudokus(long seed) => SudokuExamples.Generated(3, 1000, seed);
}
