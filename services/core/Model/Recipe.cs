using System.Text.Json.Serialization;
using Trm.Grid.Model.Internal;

namespace Trm.Grid.Model;

/// <summary>How a network is trained. Every default says where it comes from.</summary>
public sealed record Recipe
{
    private const int MostReplicas = 1024, MostThreads = 1024;

    /// <summary>Slots trained side by side.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Optimiser steps in all; 0: decided from <see cref="BudgetMinutes"/>.</summary>
    public long Steps { get; init; }

    /// <summary>Minutes of training; becomes a number of steps once, after <see cref="MeasuredSteps"/>. 0: <see cref="Steps"/> counts.</summary>
    public double BudgetMinutes { get; init; }

    /// <summary>Steps timed before a budget becomes a number of steps; the first few pay for warming up and are left out.</summary>
    public int MeasuredSteps { get; init; } = 30;

    public OptimiserKind Optimiser { get; init; } = OptimiserKind.AdamW;

    /// <summary>Of Adam, whatever it moves.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Steps over which the learning rate rises from zero.</summary>
    public int WarmUpSteps { get; init; }

    public LearningSchedule Schedule { get; init; } = LearningSchedule.Cosine;

    public double Beta1 { get; init; } = 0.9;

    /// <summary>The reference's 0.95: gradients of recursive networks change their size fast.</summary>
    public double Beta2 { get; init; } = 0.95;

    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled, on every parameter that Adam moves, as in the reference.</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>Of the blocks' matrices where Muon moves them (arXiv 2601.19085), times sqrt(max(1, rows / columns)) of each.</summary>
    public double MuonLearningRate { get; init; } = 0.02;

    /// <summary>Nesterov's, of Muon (arXiv 2601.19085).</summary>
    public double MuonMomentum { get; init; } = 0.6;

    /// <summary>Newton-Schulz iterations of Muon (arXiv 2601.19085).</summary>
    public int MuonIterations { get; init; } = 3;

    /// <summary>Decoupled decay of what Muon moves (arXiv 2601.19085).</summary>
    public double MuonWeightDecay { get; init; } = 0.005;

    /// <summary>Of the signs by which puzzle embeddings move; 1e-2 in the reference's ARC runs.</summary>
    public double PuzzleLearningRate { get; init; } = 1e-4;

    /// <summary>
    /// Symmetric twins of each puzzle of a dataset beside itself, the papers' 1000; 0: puzzles as they are. Of ARC tasks each is a puzzle with an
    /// embedding of its own; mazes have the eight symmetries of the square, whatever number above 0 is wanted.
    /// </summary>
    public int Augmentations { get; init; } = 1000;

    /// <summary>Rows and columns of random windows that are cut out of a file's mazes and solved anew, each an example; 0: the mazes themselves.</summary>
    public int Window { get; init; }

    /// <summary>Decoupled decay of the puzzle embeddings that lay in a batch.</summary>
    public double PuzzleWeightDecay { get; init; } = 0.1;

    /// <summary>Largest norm of the whole gradient; 0: no clipping.</summary>
    public double Clip { get; init; } = 1;

    /// <summary>Decay of the weights' moving average, which evaluation and export use.</summary>
    public double Ema { get; init; } = 0.999;

    /// <summary>Last step on which the average is still the weights themselves; 0: it averages from the start, at first over few steps.</summary>
    public long EmaStart { get; init; }

    /// <summary>Weight of the halt loss beside the cells' loss.</summary>
    public double HaltWeight { get; init; } = 0.5;

    /// <summary>Probability that a slot must run at least U{2..max_steps} steps whatever its halt head says.</summary>
    public double Exploration { get; init; } = 0.1;

    /// <summary>
    /// Probability that a slot runs all the configuration's steps whatever its halt head says. A network that is let go as soon as it is right never
    /// learns to stay right: its answer flickers when it is asked for more steps.
    /// </summary>
    public double FullRun { get; init; }

    /// <summary>
    /// T while training, where it is another than the network's own when it is asked; 0: the same. Two cycles of one step are two steps of one cycle but for
    /// where the gradient and the reading of the answer come: what learned with few cycles may be asked with more, at the cost of training with few.
    /// </summary>
    public int TrainingCycles { get; init; }

    public GradientPath Gradient { get; init; } = GradientPath.LastCycle;

    /// <summary>Probability that some cells of a slot's fed-back grid are replaced by random classes, so that the network learns to mistrust what it is told.</summary>
    public double FeedbackScramble { get; init; } = 0.5;

    /// <summary>How many cells of such a slot, at most: some fall on the same cell.</summary>
    public int ScrambledCells { get; init; } = 12;

    public CellLoss Loss { get; init; } = CellLoss.Softmax;

    /// <summary>
    /// Weight in the cells' loss of those on which the answer hangs, beside 1 for the others: a policy gives every cell of a maze a lesson, of which
    /// those along the path decide. Where an answer hangs on all cells it changes nothing.
    /// </summary>
    public double DecisiveWeight { get; init; } = 1;

    /// <summary>Share of a cell's target that is spread over all classes; it keeps logits from growing without end.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Weight of a Sudoku's cardinality loss: every digit once in each row, column and box. 0.3 in the strongest recipe known.</summary>
    public double CardinalityWeight { get; init; }

    /// <summary>
    /// Steps between looks at held-out questions that may end a run or pin its weights. 0: none such; looks for people then come by time and decide
    /// nothing, so that a run stays a function of its seed.
    /// </summary>
    public long LookEvery { get; init; }

    /// <summary>Questions of such a look.</summary>
    public int LookQuestions { get; init; } = 64;

    /// <summary>Looks in a row without a better figure after which the run ends; 0: never. A cosine cut short so spreads seeds widely: for constant rates.</summary>
    public int Patience { get; init; }

    /// <summary>Whether the averaged weights of the best look are exported in place of the last ones.</summary>
    public bool PinBest { get; init; }

    /// <summary>Of the averaged weights at the run's end: what is measured last and exported.</summary>
    public Rounding Rounding { get; init; } = Rounding.None;

    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>Where: cpu, cuda, cuda:1; auto is a CUDA device where torch sees one, else the CPU.</summary>
    public string Device { get; init; } = DeviceChoice.Auto;

    /// <summary>Threads of the CPU backend; 0: as many as there are cores. Part of the recipe because sums depend on it bit by bit.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Parts of a batch, at most, that the CPU computes side by side, each in its share of the threads: data parallelism inside a process, for networks whose
    /// operators are too small for several threads. Part of the recipe for the same reason. A GPU computes a batch in one piece. See <see cref="Parts"/>.
    /// </summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Equal parts into which the replicas cut a batch: as many as divide it.</summary>
    [JsonIgnore]
    public int Parts => Enumerable.Range(1, Replicas).Last(parts => Batch % parts == 0);

    [JsonIgnore]
    public bool IsBudgeted => Steps == 0;

    /// <summary>A network as it trains: see <see cref="TrainingCycles"/>.</summary>
    public ModelConfiguration Training(ModelConfiguration configuration) => TrainingCycles == 0 ? configuration : configuration with { Cycles = TrainingCycles };

    /// <exception cref="ArgumentException">The recipe contradicts itself; the message lists every fault.</exception>
    public Recipe Check()
    {
        var faults = Faults().ToList();
        if (faults.Count > 0) throw new ArgumentException($"recipe: {string.Join("; ", faults)}");
        return this;
    }

    private IEnumerable<string> Faults()
    {
        if (Batch < 1) yield return $"batch must be positive, got {Batch}";
        if (Steps < 0 || BudgetMinutes < 0 || !double.IsFinite(BudgetMinutes)) yield return "steps and budget_minutes must not be negative";
        if (Steps == 0 && BudgetMinutes == 0) yield return "state steps or budget_minutes";
        if (Steps > 0 && BudgetMinutes > 0) yield return "state steps or budget_minutes, not both";
        if (MeasuredSteps < 2) yield return "measured_steps must be at least 2";
        if (!(LearningRate > 0) || WarmUpSteps < 0) yield return "learning_rate must be positive and warm_up_steps not negative";
        if (Beta1 is not (>= 0 and < 1) || Beta2 is not (>= 0 and < 1) || Ema is not (>= 0 and < 1)) yield return "beta1, beta2 and ema must lie in [0, 1)";
        if (!(Epsilon > 0) || !(WeightDecay >= 0) || !(Clip >= 0) || !(HaltWeight >= 0)) yield return "epsilon must be positive, weight_decay, clip and halt_weight not negative";
        if (!(MuonLearningRate > 0) || MuonMomentum is not (>= 0 and < 1) || MuonIterations < 1 || !(MuonWeightDecay >= 0))
            yield return "muon_learning_rate and muon_iterations must be positive, muon_momentum in [0, 1), muon_weight_decay not negative";
        if (!(PuzzleLearningRate > 0) || !(PuzzleWeightDecay >= 0)) yield return "puzzle_learning_rate must be positive and puzzle_weight_decay not negative";
        if (Augmentations is < 0 or > 100_000) yield return $"augmentations must lie in 0 to 100000, got {Augmentations}";
        if (Window < 0) yield return "window must not be negative";
        if (EmaStart < 0 || LabelSmoothing is not (>= 0 and < 1) || !(CardinalityWeight >= 0)) yield return "ema_start and cardinality_weight must not be negative, label_smoothing lies in [0, 1)";
        if (Exploration is not (>= 0 and <= 1) || FullRun is not (>= 0 and <= 1)) yield return "exploration and full_run are probabilities";
        if (FeedbackScramble is not (>= 0 and <= 1) || ScrambledCells < 0) yield return "feedback_scramble is a probability, scrambled_cells is not negative";
        if (!(DecisiveWeight > 0) || !double.IsFinite(DecisiveWeight)) yield return $"decisive_weight must be positive and finite, got {DecisiveWeight}";
        if (LookEvery < 0 || LookQuestions < 1 || Patience < 0) yield return "look_every and patience must not be negative, look_questions positive";
        if (LookEvery == 0 && (Patience > 0 || PinBest)) yield return "patience and pin_best need looks: set look_every";
        if (!DeviceChoice.IsName(Device)) yield return $"device must be auto, cpu, cuda or cuda:N, got '{Device}'";
        if (TrainingCycles < 0) yield return "training_cycles must not be negative";
        if (Threads is < 0 or > MostThreads) yield return $"threads must lie in 0 to {MostThreads}, got {Threads}";
        if (Replicas is < 1 or > MostReplicas) yield return $"replicas must lie in 1 to {MostReplicas}, got {Replicas}";
    }
}
