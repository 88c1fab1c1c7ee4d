namespace Trm.Grid.Model;

/// <summary>One preset's first step on a device, in one precision, beside the CPU's.</summary>
public sealed record DeviceReport
{
    private const double MostLossDifference = 0.02, LeastCosine = 0.95;

    // A recursion of a hundred layers amplifies rounding, of a network not yet trained most of all: where the CPU strays from itself in fp32, the device may too.
    private const double Excess = 1.5;

    public required string Preset { get; init; }

    public required string Device { get; init; }

    public required Precision Precision { get; init; }

    /// <summary>Whether loss and gradient stray from the CPU's in fp32 little, or hardly more than the CPU's own in this precision do.</summary>
    public bool Passed =>
        Math.Abs(Loss - LossCpuFp32) <= Math.Max(MostLossDifference * LossCpuFp32, Excess * Math.Abs(LossCpu - LossCpuFp32))
        && 1 - GradientCosine <= Math.Max(1 - LeastCosine, Excess * (1 - GradientCosineCpu));

    public required double LossCpuFp32 { get; init; }

    /// <summary>On the CPU in this precision.</summary>
    public required double LossCpu { get; init; }

    public required double Loss { get; init; }

    /// <summary>Cosine between the CPU's gradients in this precision and in fp32.</summary>
    public required double GradientCosineCpu { get; init; }

    /// <summary>Cosine between the device's gradient and the CPU's in fp32.</summary>
    public required double GradientCosine { get; init; }

    /// <summary>Slots of the steps that were timed.</summary>
    public required int Batch { get; init; }

    /// <summary>Milliseconds of a whole training step, the median.</summary>
    public required double StepMs { get; init; }

    /// <summary>Operations of the recursion's products and convolutions, 10^12 a second of the step.</summary>
    public required double Tflops { get; init; }

    /// <summary>The same of one large product of square matrices, taken in the same run.</summary>
    public required double ProductTflops { get; init; }
}
