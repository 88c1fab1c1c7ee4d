namespace Trm.Grid.Model;

/// <summary>Floating-point operations of the recursion's matrix products and convolutions, two a multiplication; all else is a step's own cost.</summary>
public static class StepCost
{
    /// <summary>All T cycles of n + 1 updates, forward, for one question.</summary>
    public static double Forward(ModelConfiguration model, int cells) => model.Cycles * Cycle(model, cells);

    /// <summary>
    /// The same, and twice what has a gradient, for those of its activations and weights: the last cycle, or its last update of z and that of y. Q-learning goes
    /// forward once more, for what going on would be worth.
    /// </summary>
    public static double WithGradient(ModelConfiguration model, int cells, GradientPath path = GradientPath.LastCycle) =>
        (model.Cycles * (model.Halting == Halting.QLearning ? 2 : 1) + (path == GradientPath.OneStep ? 2 * 2.0 / (model.LatentSteps + 1) : 2)) * Cycle(model, cells);

    private static double Cycle(ModelConfiguration model, int cells)
    {
        double d = model.Hidden, side = Math.Sqrt(cells);
        var length = model.Mixer == Mixer.Units ? cells * side : model.LengthOf(cells); // of units, a position for every digit of every cell
        var mixer = model.Mixer switch
        {
            Mixer.Convolution => 9 * d * d * length,
            Mixer.Mlp => 3 * length * model.InnerOf((int)length) * d,       // over the sequence, once for every channel
            Mixer.Attention => (4 * d * d * length) + (2 * length * length * d), // projections, then scores and mixtures
            Mixer.Units => (2 * 3 * side * cells * side * d) + (2 * d * d * ((3 * side * side) + cells)), // to units and back, then gate and up of every unit's digits and of every cell
            _ => throw new NotSupportedException($"the cost of the {model.Mixer} mixer is not counted here"),
        };
        return 2 * model.Layers * (mixer + (3 * d * model.HiddenInner * length)) * (model.LatentSteps + 1);
    }
}
