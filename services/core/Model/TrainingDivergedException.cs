namespace Trm.Grid.Model;

/// <summary>The loss or its gradient stopped being a number. The weights are those of the step before; nothing after it can be trained from them as they stand.</summary>
public sealed class TrainingDivergedException(long step, double loss, double gradientNorm)
    : Exception($"training step {step}: expected a finite loss and gradient, got loss {loss} and gradient norm {gradientNorm}; lower the learning rate, clip the gradient, or resume from an earlier checkpoint in fp32")
{
    public long Step { get; } = step;

    public double Loss { get; } = loss;

    public double GradientNorm { get; } = gradientNorm;
}
