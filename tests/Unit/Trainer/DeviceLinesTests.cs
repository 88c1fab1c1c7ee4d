using System.Text.Json;
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
        Assert.All(lines, line => Assert.True(line.GetProperty("tflops").GetDouble() < line.GetProperty("product_tflops").GetDouble()));
    }

    [Fact]
    public void A_device_that_is_not_there_is_named()
    {
        var fault = Assert.Throws<ArgumentException>(() => DeviceLines.Print("cuda:7", ["sudoku4"], TextWriter.Null));
        Assert.Contains("cuda:7", fault.Message);
    }
}
