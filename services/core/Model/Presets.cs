using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Model;

/// <summary>The presets by name.</summary>
public static partial class Presets
{
    // d 32 on maps of 8 to 16 cells: a step of 16 slots costs 75 ms of one core, and what it learns carries over to maps twice as large.
    private static readonly ModelConfiguration planner = new()
    {
        Shape = PlannerTask.Shape,
        Mixer = Mixer.Convolution,
        Hidden = 32,
        Inner = 64,
        LatentSteps = 4,
        Cycles = 2,
        MaxSteps = 8,
        Halt = HaltReading.Mean,
    };

    private static readonly Recipe plannerRecipe = new()
    {
        Batch = 16,
        BudgetMinutes = 2.5,
        LearningRate = 3e-3, // at 6e-3 learning had not begun after 250 steps
        WarmUpSteps = 30,
        WeightDecay = 0.1,
        Replicas = 2,
    };

    private static readonly ModelConfiguration units = new()
    {
        Shape = SudokuTask.Shape(3),
        Mixer = Mixer.Units,
        Norm = Norm.Layer,
        Hidden = 48,
        Inner = 64,
        LatentSteps = 4,
        Cycles = 2,
        MaxSteps = 8,
        Halt = HaltReading.Mean,
    };

    private static readonly Recipe unitsRecipe = new() { Batch = 16, Steps = 4000, LearningRate = 1.5e-3, WarmUpSteps = 100, Beta2 = 0.99, Replicas = 2 };

    public static IReadOnlyList<Preset> All { get; } =
    [
        new()
        {
            Name = "planner-demo",
            Description = "A path planner trained from scratch in two and a half minutes on two cores.",
            Configuration = planner,
            Recipe = plannerRecipe,
            Expected = "three whole runs on two cores, 2,197 to 2,289 steps: 93.8 to 94.8 % of held-out queries on maps of 24 to 32 cells valid before any fallback, 88.5 to 90 % of 200 on maps of 32",
            Source = "measured by the demo, seed 1, on two cores of an AMD EPYC with AVX512_BF16",
            Generator = seed => Maps(seed, canvas: 16, least: 8),
            HeldOutGenerator = seed => Maps(seed, canvas: 32, least: 24),
        },
        new()
        {
            Name = "planner",
            Description = "What the path planner that ships with the grid learns first, on maps of up to 24x24 cells.",
            Configuration = planner with { Hidden = 64, Inner = 128, MaxSteps = 12 },
            Recipe = plannerRecipe with { BudgetMinutes = 0, Steps = 12_000, LearningRate = 2e-3, WarmUpSteps = 100, Beta2 = 0.99 },
            Expected = "one run of 2 h 2 min on one core shared with other work: 99.8 % of 500 queries on windows of 32x32 cells of public maps valid before any fallback, cost ratio 1.004",
            Source = "measured here, seed 1 and --set threads=1",
            Generator = seed => Maps(seed, canvas: 24, least: 10),
            HeldOutGenerator = seed => Maps(seed, canvas: 32, least: 24),
        },
        new()
        {
            Name = "planner-large",
            Description = "What the path planner that ships with the grid learns last: maps of up to 48x48 cells, deeper supervision. Meant to start from `planner`: train planner-large --from planner.",
            Configuration = planner with { Hidden = 64, Inner = 128, MaxSteps = 24 },
            Recipe = plannerRecipe with { BudgetMinutes = 0, Steps = 2000, Batch = 8, LearningRate = 5e-4, WarmUpSteps = 50, Beta2 = 0.99 },
            Expected = "after planner, one run of 2,000 and one of 800 steps, 45 minutes of one core shared with other work: the figures in the README",
            Source = "measured here, seeds 1 and 2 and --set threads=1",
            Generator = seed => Maps(seed, canvas: 48, least: 16),
            HeldOutGenerator = seed => Maps(seed, canvas: 48, least: 40),
        },
        new()
        {
            Name = "planner-demonstrated",
            Description = "What a planner learns of paths that somebody showed, given with --data. Meant to start from `planner`: train planner-demonstrated --data FOLDER --from planner.",
            Configuration = planner with { Hidden = 64, Inner = 128, MaxSteps = 12 },
            Recipe = plannerRecipe with { BudgetMinutes = 0, Steps = 400, Batch = 8, LearningRate = 1e-3, WarmUpSteps = 20, Beta2 = 0.99, Ema = 0.99 },
            Expected = "one run, 200 generated demonstrations of keeping to the right: agreement 0.67 with 100 unseen ones, 0.50 before, shortest paths 0.53",
            Source = "measured here, seed 1 and --set threads=1",
        },
        new()
        {
            Name = "planner-tiny",
            Description = "A path planner on maps of 8x8 cells, trained in seconds: for trying things out.",
            Configuration = planner with { Hidden = 16, Inner = 32, MaxSteps = 3 },
            Recipe = plannerRecipe with { BudgetMinutes = 0, Steps = 400, LearningRate = 1e-2, Precision = Precision.Fp32 },
            Expected = "one run: 80 % of unseen cells right after 9 s of one core",
            Source = "measured here",
            Generator = seed => Maps(seed, canvas: 8, least: 6),
        },
        new()
        {
            Name = "sudoku",
            Description = "Sudokus of 9x9 cells: a network that is the same under every symmetry of the game. Seven minutes of a GPU; for a CPU there is sudoku-small.",
            Configuration = units with { Hidden = 64, Inner = 128, Cycles = 6, MaxSteps = 16 }, // T of sudoku-fast: 60 passes through a block in a step, half of its
            Recipe = unitsRecipe with { Batch = 128, Steps = 12_000, TrainingCycles = 2, Replicas = 4 },
            Expected = "one run on 97,000 generated puzzles, a third of them hard ones, 425 s of an H200 shared with another run: the figures stand in the README",
            Source = "measured here, seed 1",
            Generator = ManySudokus,
            HeldOutGenerator = Sudokus,
        },
        new()
        {
            Name = "sudoku-small",
            Description = "The same in a size for an hour of one CPU core.",
            Configuration = units,
            Recipe = unitsRecipe,
            Expected = "one run, an hour of a busy core: 34.5 % exact of 200 hard puzzles of the players' collections and 89.5 % of 200 with 17 clues within 32 steps",
            Source = "measured here, seed 1 and --set threads=1",
            Generator = ManySudokus,
            HeldOutGenerator = Sudokus,
        },
        new()
        {
            Name = "sudoku4",
            Description = "Sudokus of 4x4 cells, trained in seconds: for trying things out.",
            Configuration = new() { Shape = SudokuTask.Shape(2), Mixer = Mixer.Mlp, Hidden = 64, Inner = 128, LatentSteps = 2, Cycles = 2, MaxSteps = 4, Halt = HaltReading.Mean },
            Recipe = new() { Batch = 32, Steps = 240, LearningRate = 4e-3, WarmUpSteps = 30, Precision = Precision.Fp32, Replicas = 2 },
            Expected = "one run: 95.5 % of unseen puzzles exact after 23 s of one core",
            Source = "measured here",
            Generator = seed => SudokuExamples.Generated(2, 1000, seed),
        },
        .. Mazes,
        .. Own,
        .. References,
        .. Arcs,
        .. Successors,
    ];

    /// <summary>The preset of that name, or null.</summary>
    public static Preset? Find(string name) => All.FirstOrDefault(preset => preset.Name == name);

    private static SudokuExamples ManySudokus(long seed) => SudokuExamples.Generated(3, 1_000_000, seed);

    private static PlannerExamples Maps(long seed, int canvas, int least) => new(new() { Seed = unchecked((ulong)seed), Canvas = canvas, MinSize = least });
}
