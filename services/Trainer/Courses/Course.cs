using Trm.Grid.Contracts.V1;
using Trm.Grid.Model;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Arc;
using Trm.Grid.Puzzles.Grids;

namespace Trm.Grid.Trainer.Courses;

/// <summary>What a run's specification comes to: a network, a recipe, examples to learn from, and questions that it never sees.</summary>
internal sealed class Course
{
    /// <summary>Apart from every seed that people choose.</summary>
    public const long HeldOutSeed = 0x4845_4c44_4f55_5421;

    private Course(ModelConfiguration configuration, Recipe recipe, IExampleSource training, IExampleSource? heldOut, Digest dataset) =>
        (Configuration, Recipe, Training, HeldOut, Dataset) = (configuration, recipe, training, heldOut, dataset);

    public ModelConfiguration Configuration { get; }

    public Recipe Recipe { get; }

    public IExampleSource Training { get; }

    /// <summary>What training never sees, always the same; null where there is nothing.</summary>
    public IExampleSource? HeldOut { get; }

    /// <summary>Of the dataset, or of the words that describe how examples are generated.</summary>
    public Digest Dataset { get; }

    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Model.Preset PresetOf(string name) => Presets.Find(name)
        ?? throw new ArgumentException($"no preset has the name '{name}'; there are {string.Join(", ", Presets.All.Select(known => known.Name))}");

    /// <exception cref="ArgumentException">The specification does not fit; the message says what there is.</exception>
    public static Course Of(WorkerOrder order)
    {
        var spec = order.Spec;
        var preset = PresetOf(spec.Preset);
        var (configuration, recipe) = Overrides.Apply(preset.Configuration, preset.Recipe, spec.Overrides);
        recipe = (spec.Steps, spec.Budget) switch
        {
            ( > 0, _) => recipe with { Steps = spec.Steps, BudgetMinutes = 0 },
            (_, not null) => recipe with { Steps = 0, BudgetMinutes = spec.Budget.ToTimeSpan().TotalMinutes },
            _ => recipe,
        };
        var seed = (long)spec.Seed;
        var heldOut = preset.Generator is null ? DatasetFile.HeldOut(configuration.Shape) : preset.HeldOut(seed == HeldOutSeed ? ~HeldOutSeed : HeldOutSeed);
        if (order.DatasetPath.Length > 0)
        {
            var (training, own) = DatasetFile.Read(order.DatasetPath, configuration.Shape, seed, recipe);
            // The preset of tasks that nobody knows leaves the canvas to the data.
            configuration = configuration.Shape.Task == GridsTask.Name ? configuration with { Shape = training.Shape } : configuration;
            configuration = training is ArcExamples arc ? configuration with { Puzzles = arc.Puzzles } : configuration;
            return new(configuration, recipe, training, own ?? heldOut, Digest.Parse(spec.DatasetDigest));
        }
        return new(configuration, recipe, preset.Examples(seed), heldOut, Digest.OfText($"{configuration.Shape.Task} examples generated as preset {preset.Name} says, seed {seed}"));
    }
}
