using TorchSharp;
using Trm.Grid.Model.Internal;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles;
using static TorchSharp.torch;

namespace Trm.Grid.Model;

/// <summary>
/// One training run: deep supervision with persistent slots (arXiv 2510.04871, section 4.2). On the CPU it is a pure function of configuration,
/// recipe, source and seed: a run that is saved, ended and resumed in another process goes on bit for bit as if nothing had happened.
/// Not safe for use from several threads at once.
/// </summary>
public sealed class TrainingSession : IDisposable
{
    private readonly SlotBatch slots;
    private readonly Optimiser optimiser;
    private readonly Replica[] replicas;
    private Network? pinned; // the average that did best, where the recipe wants it kept
    private readonly TimeProvider clock;
    private long nextExample;
    private (int Steps, TimeSpan Time) measured; // what a budget is planned by

    private TrainingSession(RunState state, IExampleSource source, Network network, TimeProvider clock)
    {
        (Configuration, Recipe, Precision, Seed, Network, this.clock) = (state.Configuration, state.Recipe, state.Precision, state.Seed, network, clock);
        (CurrentStep, TotalSteps, nextExample, Trained) = (state.Step, state.TotalSteps, state.NextExample, TimeSpan.FromSeconds(state.TrainedSeconds));
        Averaged = network.Twin(sharePuzzles: true, cycles: Configuration.Cycles);
        Looks = state.Looks;
        if (Recipe.PinBest && Looks.Step > 0) pinned = network.Twin();
        slots = new(network, source, Recipe.Batch, ahead: Recipe.Batch);
        optimiser = new(network, Recipe);
        replicas = Replica.Of(network, Recipe, optimiser.Gradient);
    }

    /// <summary>Of the network that comes out; while training its T may be another.</summary>
    public ModelConfiguration Configuration { get; }

    public Recipe Recipe { get; }

    /// <summary>What the run computes in: never Auto.</summary>
    public Precision Precision { get; }

    /// <summary>Where the run computes and in what, for people: bf16 on 2 cores, bf16 on cuda:0.</summary>
    public string Place => $"{Precision.ToString().ToLowerInvariant()} on {(Network.Device.type == DeviceType.CPU ? Threads == 1 ? "1 core" : $"{Threads} cores" : Network.Device.ToString())}";

    /// <summary>Of the CPU, in a step.</summary>
    public int Threads => TorchThreads.Of(Recipe.Threads);

    public long Seed { get; }

    /// <summary>Optimiser steps done.</summary>
    public long CurrentStep { get; private set; }

    /// <summary>The run's last step; 0 while a budget in minutes is still being measured.</summary>
    public long TotalSteps { get; private set; }

    public bool Finished => (TotalSteps > 0 && CurrentStep >= TotalSteps) || Stalled;

    /// <summary>Whether the last looks, as many as the recipe's patience, found nothing better.</summary>
    public bool Stalled => Recipe.Patience > 0 && Looks.Fruitless >= Recipe.Patience;

    /// <summary>What looking at held-out questions has found so far.</summary>
    public HeldOutLooks Looks { get; private set; } = new();

    /// <summary>Whether the recipe wants a look at held-out questions before the next step.</summary>
    public bool LookDue => Recipe.LookEvery > 0 && CurrentStep > Looks.Step && (CurrentStep % Recipe.LookEvery == 0 || (TotalSteps > 0 && CurrentStep >= TotalSteps));

    /// <summary>Time spent in steps, over all processes that worked on the run.</summary>
    public TimeSpan Trained { get; private set; }

    /// <summary>The weights as the optimiser sees them.</summary>
    public Network Network { get; }

    /// <summary>Their moving average, with the configuration's T: what is evaluated and exported.</summary>
    public Network Averaged { get; }

    /// <summary>Begins a run.</summary>
    /// <param name="configuration">The network's shape; its task must be the source's.</param>
    /// <param name="recipe">How it is trained.</param>
    /// <param name="source">Where examples come from.</param>
    /// <param name="seed">Decides the first weights and all chance in training; the source has its own.</param>
    /// <param name="device">Where, by torch's name: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>; as the recipe says by default.</param>
    /// <param name="clock">Measures steps for reports and budgets.</param>
    /// <param name="weights">A file of weights to start from instead of random ones; see <see cref="WeightsFile"/>.</param>
    /// <param name="puzzles">A new table of puzzle embeddings in a file; the caller's. In memory by default.</param>
    /// <exception cref="ArgumentException">Configuration or recipe contradict themselves, the source is of another task, or the weights of another network.</exception>
    /// <exception cref="MemoryException">It would not fit.</exception>
    public static TrainingSession Start(
        ModelConfiguration configuration, Recipe recipe, IExampleSource source, long seed, string? device = null, TimeProvider? clock = null, string? weights = null, PuzzleTable? puzzles = null)
    {
        Check(configuration.Check(), source);
        AllocatorSettings.Apply();
        recipe.Check();
        if (recipe.Replicas > 1 && configuration.Puzzles > 0)
            throw new ArgumentException($"training {configuration.Shape.Task}: expected one replica where puzzles have embeddings, which lie in one table for all, got {recipe.Replicas}; leave replicas 1");
        if (recipe.PinBest && puzzles is not null)
            throw new ArgumentException($"training {configuration.Shape.Task}: expected pin_best=false where the puzzles' embeddings lie in a file, of which no look keeps a copy, got true; leave it out");
        var place = DeviceChoice.Of(device ?? recipe.Device);
        if (DeviceMemory.Of(place) is { } available) MemoryNeed.Require(configuration, recipe, source.Height * source.Width, fused: place.type == DeviceType.CUDA, available);
        var precision = PrecisionProbe.Resolve(recipe.Precision, recipe.Training(configuration), source.Height, source.Width, place);
        var state = new RunState
        {
            Configuration = configuration, Recipe = recipe, Precision = precision, Seed = seed, Step = 0, TotalSteps = recipe.Steps, NextExample = 0, TrainedSeconds = 0,
        };
        var network = Network.Create(recipe.Training(configuration), seed, precision, place, puzzles);
        if (weights is not null) WeightsFile.Load(network, weights);
        return new(state, source, network, clock ?? TimeProvider.System);
    }

    /// <summary>Goes on with a saved run.</summary>
    /// <param name="path">What <see cref="Save"/> wrote.</param>
    /// <param name="source">The same source as before: same kind, seed and settings.</param>
    /// <param name="expected">The configuration that the checkpoint must have, where the caller knows it.</param>
    /// <param name="device">Where, by torch's name: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>; as the recipe says by default.</param>
    /// <param name="clock">Measures steps for reports and budgets.</param>
    /// <param name="puzzles">The table of puzzle embeddings that lay in a file; the caller's.</param>
    /// <exception cref="CheckpointException">Damaged, or of another configuration, or the table is of another checkpoint.</exception>
    public static TrainingSession Resume(
        string path, IExampleSource source, ModelConfiguration? expected = null, string? device = null, TimeProvider? clock = null, PuzzleTable? puzzles = null)
    {
        using var scope = NewDisposeScope();
        var (state, tensors) = Checkpoint.Read(path);
        if (expected is not null && expected != state.Configuration)
            throw new CheckpointException($"resuming from {path}: expected a run of {expected}, got one of {state.Configuration}; start a new run, or resume with the configuration it was started with");
        Check(state.Configuration, source);
        AllocatorSettings.Apply();
        var session = new TrainingSession(state, source, Network.Create(state.Recipe.Training(state.Configuration), state.Seed, state.Precision, DeviceChoice.Of(device ?? state.Recipe.Device), puzzles), clock ?? TimeProvider.System);
        session.Restore(path, tensors, state.PuzzlesBefore);
        return session;
    }

    /// <summary>
    /// One optimiser step, which is one supervision step of every slot:
    /// 1. halted slots get new examples; 2. recursion; 3. losses and their gradient; 4. what the host wants to know, in one transfer; 5. the update;
    /// 6. y and z are carried over, slots that are done are marked.
    /// </summary>
    /// <exception cref="TrainingDivergedException">Loss or gradient is no number; nothing was updated.</exception>
    /// <exception cref="InvalidOperationException">The run has had all its steps.</exception>
    public StepReport Step()
    {
        if (Finished)
            throw new InvalidOperationException(Stalled
                ? $"training step {CurrentStep + 1}: the run has ended, {Looks.Fruitless} looks found nothing better than step {Looks.BestStep}"
                : $"training step {CurrentStep + 1}: the run was planned for {TotalSteps} steps and has had them");
        UseThreads();
        var started = clock.GetTimestamp();
        var step = CurrentStep + 1;
        using var rest = NoCollection.Begin();
        using var scope = NewDisposeScope();
        // :: Steps 1 to 3
        var ((y, z, halt, verdict, losses), norm) = Gradients(step);
        // :: Step 4
        var accuracy = verdict.Right.sum() / slots.Scored.sum().clamp_min(1);
        var exact = verdict.Exact.to(float32).mean();
        var host = cat([losses.to(float32), stack([accuracy, exact, norm]).to(float32), halt.to(float32)]).cpu().data<float>().ToArray();
        if (!float.IsFinite(host[0]) || !float.IsFinite(host[5])) throw new TrainingDivergedException(step, host[0], host[5]);
        // :: Step 5
        var factor = Schedule.FactorAt(Recipe, step, TotalSteps);
        optimiser.Step(step, factor);
        Average(step);
        // :: Step 6
        var halted = Halted(host.AsSpan(6));
        slots.Carry(y, z, halted);
        CurrentStep = step;
        var duration = clock.GetElapsedTime(started);
        Account(duration);
        return new()
        {
            Step = step, TotalSteps = TotalSteps, Loss = host[0], CellLoss = host[1], HaltLoss = host[2], CellAccuracy = host[3], ExactShare = host[4], GradientNorm = host[5],
            Halted = halted.Count(done => done), HaltedAfter = halted.Zip(slots.Steps).Where(slot => slot.First).Select(slot => slot.Second).DefaultIfEmpty(0).Average(),
            LearningRate = factor * Recipe.LearningRate, Duration = duration,
        };
    }

    /// <summary>Steps 1 to 3 of <see cref="Step"/>: what the batch says of itself, its gradient, clipped, in the optimiser, and the norm that this had before.</summary>
    private (BatchReport Report, Tensor Norm) Gradients(long step)
    {
        nextExample = slots.Refill(Network, nextExample);
        var report = Replica.Step(replicas, slots.Parts(replicas.Length), Scrambled(step)?.chunk(replicas.Length), Threads);
        return (report, optimiser.Clip());
    }

    /// <summary>The next step's loss and clipped gradient [P], without taking the step: what one device is held to another by. The session is good for nothing else afterwards.</summary>
    public (double Loss, float[] Gradient) Probe()
    {
        UseThreads();
        using var rest = NoCollection.Begin();
        using var scope = NewDisposeScope();
        var losses = Gradients(CurrentStep + 1).Report.Losses;
        return (losses[0].to(float64).item<double>(), optimiser.Gradient.to(float32).cpu().data<float>().ToArray());
    }

    /// <summary>Takes a look's outcome to the record: the averaged weights are pinned where the recipe wants the best and this is it.</summary>
    /// <param name="measure">The more the better; the same measure at every look.</param>
    /// <returns>Whether it is the best so far.</returns>
    public bool Look(double measure)
    {
        var better = Looks.Step == 0 || measure > Looks.Best;
        Looks = better
            ? new() { Step = CurrentStep, Best = measure, BestStep = CurrentStep }
            : Looks with { Step = CurrentStep, Fruitless = Looks.Fruitless + 1 };
        if (!better || !Recipe.PinBest) return better;
        pinned?.Dispose();
        pinned = Averaged.Twin();
        return true;
    }

    /// <summary>Makes of the averaged weights what is measured and exported from now on: the pinned ones, where there are any, rounded as the recipe says.</summary>
    public void Conclude()
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        if (pinned is not null)
        {
            Averaged.Flat.copy_(pinned.Flat);
            Averaged.Puzzles?.copy_(pinned.Puzzles!);
        }
        if (Recipe.Rounding == Rounding.Fp16) Averaged.Flat.copy_(Averaged.Flat.to(float16));
    }

    /// <summary>Writes the whole run: weights, average, optimiser, slots, counters. An existing file is replaced in one piece.</summary>
    /// <exception cref="TrainingDivergedException">The weights are no numbers any more; what was saved before stays.</exception>
    public void Save(string path)
    {
        using var scope = NewDisposeScope();
        if (!Network.Flat.isfinite().all().ToBoolean() || !Averaged.Flat.isfinite().all().ToBoolean()) throw TrainingDivergedException.OfWeights(CurrentStep);
        Checkpoint.Write(path, new RunState
        {
            Configuration = Configuration, Recipe = Recipe, Precision = Precision, Seed = Seed, Step = CurrentStep, TotalSteps = TotalSteps, NextExample = nextExample,
            TrainedSeconds = Trained.TotalSeconds, Looks = Looks, PuzzlesBefore = Network.Mapped?.CommittedStep ?? 0,
        }, [.. Tensors(), .. MovedPuzzles()]);
        Network.Mapped?.Commit(CurrentStep);
    }

    /// <summary>Of weights, their average, y0, z0, puzzle embeddings and what is pinned: equal digests mean equal models, bit for bit.</summary>
    public Digest WeightsDigest()
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        foreach (var kept in new[] { Network.Flat, Averaged.Flat, Network.Y0, Network.Z0 }.Concat(Puzzles().Concat(Pinned()).Select(kept => kept.Value)))
            hash.AppendData(TensorBytes.Of(kept));
        foreach (var piece in Network.Mapped?.Pieces() ?? [])
            hash.AppendData(piece);
        return Digest.FromHash(hash.GetHashAndReset());
    }

    /// <summary>The averaged weights on examples first .. first + count - 1 of a source that training never sees.</summary>
    public ValidationReport Validate(IExampleSource heldOut, int count, int steps, long first = 0)
    {
        Check(Configuration, heldOut);
        UseThreads();
        using var rest = NoCollection.Begin();
        return new Validator(Averaged, Recipe.Batch).Judge(heldOut, first, count, steps);
    }

    public void Dispose()
    {
        slots.Dispose();
        optimiser.Dispose();
        foreach (var replica in replicas) replica.Dispose();
        pinned?.Dispose();
        Averaged.Dispose();
    }

    /// <summary>Classes in place of some that are fed back, -1 where the decoded one stays; null where nothing is fed back.</summary>
    private Tensor? Scrambled(long step)
    {
        if (!Configuration.Feedback || Recipe.FeedbackScramble == 0) return null;
        var cells = (int)slots.Scored.shape[1];
        var classes = new long[slots.Count * cells];
        Array.Fill(classes, -1);
        for (var slot = 0; slot < slots.Count; slot++)
            Chance.Scramble(Seed, step, slot, Recipe, Configuration.Shape.Classes, classes.AsSpan(slot * cells, cells));
        return tensor(classes, [slots.Count, cells], device: Network.Device);
    }

    private bool[] Halted(ReadOnlySpan<float> halt)
    {
        var halted = new bool[slots.Count];
        for (var slot = 0; slot < halted.Length; slot++)
        {
            var steps = ++slots.Steps[slot];
            var least = Chance.MinimumSteps(Seed, slots.Example[slot], Recipe, Configuration.MaxSteps);
            halted[slot] = steps >= MostSteps(slot) || (Configuration.Halting != Halting.Fixed && halt[slot] > 0 && steps >= least);
        }
        return halted;
    }

    /// <summary>The steps after which a slot is emptied. Slots that all ran in full would march in step, a batch of first steps, then one of last ones: the first examples are let go one after the other.</summary>
    private int MostSteps(int slot) =>
        Recipe.FullRun > 0 && slots.Example[slot] < slots.Count ? 1 + slot * Configuration.MaxSteps / slots.Count : Configuration.MaxSteps;

    private void Average(long step)
    {
        using var grad = no_grad();
        var age = step - Recipe.EmaStart;
        // A young average follows faster, else the random start would weigh on every short run.
        var decay = age > 0 ? Math.Min(Recipe.Ema, (1.0 + age) / (10 + age)) : 0;
        using var weight = tensor(1 - decay, Network.Flat.dtype, Network.Device);
        Averaged.Flat.lerp_(Network.Flat, weight);
    }

    /// <summary>Counts the time, and turns a budget into a number of steps once its measuring steps are over.</summary>
    private void Account(TimeSpan duration)
    {
        Trained += duration;
        if (TotalSteps > 0) return;
        // The first half pays for warming up.
        if (CurrentStep > Recipe.MeasuredSteps / 2) measured = (measured.Steps + 1, measured.Time + duration);
        if (CurrentStep < Recipe.MeasuredSteps) return;
        var left = TimeSpan.FromMinutes(Recipe.BudgetMinutes) - Trained;
        TotalSteps = CurrentStep + Math.Max(0, (long)(left / (measured.Time / measured.Steps)));
    }

    private (string Name, Tensor Value)[] Learned() =>
        [("weights", Network.Flat), ("averaged", Averaged.Flat), ("y0", Network.Y0), ("z0", Network.Z0), .. Puzzles(), .. Pinned(), .. optimiser.State];

    private IEnumerable<(string Name, Tensor Value)> Pinned() =>
        pinned is null ? [] : pinned.Puzzles is { } table ? [("pinned", pinned.Flat), ("pinned.puzzles", table)] : [("pinned", pinned.Flat)];

    private const string MovedIds = "puzzles.moved", MovedRows = "puzzles.rows";

    private IEnumerable<(string Name, Tensor Value)> MovedPuzzles()
    {
        if (Network.Mapped is not { } table) return [];
        var (ids, rows) = table.Moved();
        return [(MovedIds, ids), (MovedRows, rows)];
    }

    private IEnumerable<(string Name, Tensor Value)> Puzzles() => Network.Puzzles is { } table ? [("puzzles", table)] : [];

    private (string Name, Tensor Value)[] Tensors() =>
    [
        .. Learned(),
        ("slots.y", slots.Y), ("slots.z", slots.Z),
        ("slots.example", tensor(slots.Example)), ("slots.steps", tensor(Array.ConvertAll(slots.Steps, step => (long)step))), ("slots.fresh", tensor(slots.Fresh.ToArray())),
    ];

    private void Restore(string path, IReadOnlyDictionary<string, Tensor> saved, long puzzlesBefore)
    {
        using var grad = no_grad();
        if (Network.Mapped is not null != saved.ContainsKey(MovedIds))
            throw new CheckpointException($"resuming from {path}: expected puzzle embeddings {(Network.Mapped is null ? "in the checkpoint, they lie in a file of their own: name it" : "in a file of their own, they lie in the checkpoint: name none")}");
        foreach (var (name, own) in Tensors())
            if (!saved.TryGetValue(name, out var value) || !value.shape.SequenceEqual(own.shape))
                throw new CheckpointException($"resuming from {path}: expected tensor {name} of shape [{string.Join(", ", own.shape)}], got {(value is null ? "none" : $"[{string.Join(", ", value.shape)}]")}; was the source's grid another?");
        Network.Mapped?.Redo(saved[MovedIds], saved[MovedRows], puzzlesBefore, CurrentStep);
        foreach (var (name, own) in Learned()) own.copy_(saved[name]);
        Averaged.Y0.copy_(saved["y0"]);
        Averaged.Z0.copy_(saved["z0"]);
        slots.Restore(saved["slots.example"].data<long>().ToArray(), saved["slots.steps"].data<long>().ToArray(), saved["slots.fresh"].data<bool>().ToArray(), saved["slots.y"], saved["slots.z"]);
    }

    // A run may be stepped from any thread, and others compute on it in between: looks at held-out questions do.
    private void UseThreads() => set_num_threads(Threads);

    private static void Check(ModelConfiguration configuration, IExampleSource source) => ExampleFit.Require($"training {configuration.Shape.Task}", configuration.Shape, source);
}
