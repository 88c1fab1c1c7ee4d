using Trm.Grid.Puzzles.Grids;

namespace Trm.Grid.Model;

/// <summary>Tasks that the program does not know.</summary>
public static partial class Presets
{
    private static IEnumerable<Preset> Own =>
    [
        new()
        {
            Name = "grids",
            Description = "A task of your own: pairs of grids as JSON lines, given with --data; the canvas is as large as the largest grid.",
            Configuration = new()
            {
                Shape = GridsTask.Shape(GridsTask.Name, 10, 30, 30), Mixer = Mixer.Convolution, Hidden = 64, Inner = 128, LatentSteps = 3, Cycles = 2, MaxSteps = 8, Halt = HaltReading.Mean,
            },
            Recipe = new() { Batch = 32, BudgetMinutes = 5, LearningRate = 2e-3, WarmUpSteps = 50, Beta2 = 0.99, Replicas = 2 },
            Expected = "depends on the task",
            Source = "maze-hard's network with fewer steps",
        },
    ];
}
