using System.Text.Json;
using Trm.Grid.Model;
using Trm.Grid.Trainer;
using Xunit;

namespace Trm.Grid.Tests.Unit.Trainer;

public sealed class DeviceLinesTests
{
    [Fact]
    public void The_cpu_agrees_with_itself_in_fp32_and_nearly_in_bf16()
    {
        using var output = new StringWriter();
        Assert.Equal(ExitCode.Proven, DeviceLines.Print("cpu", ["sudoku4"], output));

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["fp32", "bf16"], lines.Select(line => line.GetProperty("precision").GetString()));
        Assert.Equal(1, lines[0].GetProperty("gradient_cosine").GetDouble(), 6);
        Assert.InRange(lines[1].GetProperty("gradient_cosine").GetDouble(), 0.9, 0.999_999);
        // Where bf16 is no faster than fp32 the processor has none, and its product may be slower than a step.
        var floor = lines[0].GetProperty("product_tflops").GetDouble();
        Assert.All(lines, line => Assert.InRange(line.GetProperty("tflops").GetDouble(), double.Epsilon, Math.Max(floor, line.GetProperty("product_tflops").GetDouble())));
    }

    [Theory]
    [InlineData(1.0, 0.99, 0.99, true)]
    [InlineData(1.0, 0.99, 0.2, false)]    // the device strays, the CPU does not
    [InlineData(1.0, 0.2, 0.22, true)]     // both do: rounding
    [InlineData(1.1, 0.99, 0.99, false)]   // another loss
    [InlineData(double.NaN, 0.99, 0.99, false)]
    public void A_device_may_stray_hardly_more_than_the_cpu_does_in_the_same_precision(double loss, double cosineCpu, double cosine, bool passed)
    {
        var report = new DeviceReport
        {
            Preset = "any", Device = "cuda", Precision = Precision.Bf16, LossCpuFp32 = 1, LossCpu = 1, Loss = loss,
            GradientCosineCpu = cosineCpu, GradientCosine = cosine, Batch = 4, StepMs = 1, Tflops = 1, ProductTflops = 2,
        };
        Assert.Equal(passed, report.Passed);
    }

    [Fact]
    public void A_device_that_is_not_there_is_named()
    {
        var fault = Assert.Throws<ArgumentException>(() => DeviceLines.Print("cuda:7", ["sudoku4"], TextWriter.Null));
        Assert.Contains("cuda:7", fault.Message);
    }
}
