using Trm.Grid.Puzzles.Arc;

namespace Trm.Grid.Model;

/// <summary>ARC-AGI: given with --data, and every augmented task has an embedding of its own.</summary>
public static partial class Presets
{
    private static IEnumerable<Preset> Arcs =>
    [
        // 100,000 epochs, in which each of 960 tasks shows its 4.15 pairs once on the average, those of 1280 their 4.35; 768 pairs a step.
        Arc("arc-agi-1", "ARC-AGI-1 (training, evaluation and concept tasks)", 519_270, "44.6 % of ARC-AGI-1's evaluation tasks, pass@2"),
        Arc("arc-agi-2", "ARC-AGI-2 (its training and evaluation tasks, and concept tasks)", 725_651, "7.8 % of ARC-AGI-2's evaluation tasks, pass@2"),
        Hierarchical("hrm-arc-1", ArcTask.Shape, new() { Batch = 768, Steps = 519_270, LearningRate = 1e-4, WeightDecay = 0.1 },
            "40.3 % of ARC-AGI-1's evaluation tasks, pass@2, and trained on ARC-AGI-2 5.0 % of its", "100,000 epochs of 960 tasks, given with --data"),
        new()
        {
            Name = "arc-tiny",
            Description = "ARC tasks whose grids all fit on 10x10 cells, given with --data; trained in minutes: for trying things out.",
            Configuration = new()
            {
                Shape = ArcTask.On(10), Mixer = Mixer.Attention, Hidden = 64, Heads = 4, Inner = 128, LatentSteps = 2, Cycles = 2, MaxSteps = 4, Prefix = 1, Puzzles = 1,
            },
            Recipe = new() { Batch = 32, Steps = 1500, LearningRate = 2e-3, WarmUpSteps = 50, Beta2 = 0.99, Augmentations = 7, PuzzleLearningRate = 1e-2 },
            Expected = "not measured: it depends on the tasks",
            Source = "the reference's arc network, smaller in all its sizes",
        },
    ];

    private static Preset Arc(string name, string data, long steps, string expected)
    {
        var reference = Reference(name, ArcTask.Shape, Mixer.Attention, latentSteps: 4, decay: 0.1, $"{expected}, 6,829,058 parameters without puzzle embeddings");
        return reference with
        {
            Description = $"The reference's network for {data}, given with --data; 1000 augmentations a task, an embedding of each: a GPU's work of days.",
            Recipe = reference.Recipe with { Steps = steps },
        };
    }
}
