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
        Hierarchical("hrm-sudoku", SudokuTask.Shape(3), new() { Batch = 384, Steps = 52_083, LearningRate = 7e-5, WeightDecay = 1 },
            "55.0 % of Sudoku-Extreme, 27,275,266 parameters", "20,000 epochs of 1,000 puzzles, the code's run on one GPU"),
        Hierarchical("hrm-maze", MazeTask.Cells, new() { Batch = 768, Steps = 26_042, LearningRate = 1e-4, WeightDecay = 1 },
            "74.5 % of Maze-Hard", "20,000 epochs of 1,000 mazes, the code's run on eight GPUs"),
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
        Rounding = Rounding.Fp16,
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

    private static Preset Hierarchical(string name, TaskShape shape, Recipe run, string expected, string length) => new()
    {
        Generator = shape.Task switch { SudokuTask.Name => Sudokus, MazeTask.Name => seed => HardMazes(shape, seed), _ => null },
        Name = name,
        Description = $"The hierarchical reasoning model on {shape.Task}: two networks of 4 layers, a one-step gradient, Q-learning. A GPU's work of hours.",
        Configuration = new()
        {
            Shape = shape, Mixer = Mixer.Attention, Layers = 4, TwoNetworks = true, LatentSteps = 2, Cycles = 2, Prefix = 1, Puzzles = 1, Halting = Halting.QLearning,
        },
        Recipe = ReferenceRecipe with
        {
            Batch = run.Batch, Steps = run.Steps, LearningRate = run.LearningRate, WeightDecay = run.WeightDecay, Gradient = GradientPath.OneStep, Ema = 0,
            PuzzleLearningRate = shape.Task == ArcTask.Name ? 1e-2 : run.LearningRate, PuzzleWeightDecay = run.WeightDecay,
        },
        Expected = expected,
        Source = $"arXiv 2506.21734: {length}; the figure as arXiv 2510.04871 gives it",
    };

    // Generated minimal puzzles, not the papers' data: what they reached is no promise for these.
    private static SudokuExamples Sudokus(long seed) => SudokuExamples.Generated(3, 1000, seed);
}
