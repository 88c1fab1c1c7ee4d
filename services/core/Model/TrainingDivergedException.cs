namespace Trm.Grid.Model;

/// <summary>The loss, its gradient or the weights stopped being numbers. Nothing was updated or saved; the last checkpoint is a good one.</summary>
public sealed class TrainingDivergedException : Exception
{
    public TrainingDivergedException(long step, double loss, double gradientNorm)
        : this(step, loss, gradientNorm, $"a finite loss and gradient, got loss {loss} and gradient norm {gradientNorm}")
    {
    }

    private TrainingDivergedException(long step, double loss, double gradientNorm, string expected)
        : base($"training step {step}: expected {expected}; lower learning_rate, clip the gradient or set precision=fp32") =>
        (Step, Loss, GradientNorm) = (step, loss, gradientNorm);

    public long Step { get; }

    public double Loss { get; }

    public double GradientNorm { get; }

    /// <summary>Found before saving.</summary>
    public static TrainingDivergedException OfWeights(long step) => new(step, double.NaN, double.NaN, "finite weights to save, got some that are no numbers");
}
