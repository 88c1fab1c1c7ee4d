using System.Text.Json;
using Trm.Grid.Outputs;

namespace Trm.Grid.Tests.Unit.Grid;

public class OutputTests
{
    [Fact]
    public async Task With_json_standard_output_is_one_line_whatever_the_command_says_meanwhile()
    {
        using var stdout = new StringWriter();
        using var stderr = new StringWriter();
        var output = new Output(stdout, stderr, json: true);
        output.Say("a sentence");
        await output.TrackAsync("work", line =>
        {
            line.Report(1, 2, "half");
            return Task.FromResult(0);
        });
        output.Finish(new Failure(new FailureReason("A", "it's")), GridJson.Default.Failure, _ => Assert.Fail("for people only"));
        Assert.Equal("{\"error\":{\"reason\":\"A\",\"message\":\"it's\"}}\n", stdout.ToString());
        Assert.Contains("a sentence", stderr.ToString(), StringComparison.Ordinal);
        Assert.Contains("work: done", stderr.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_a_number_is_null()
    {
        var values = Numbers.Finite([new("a", double.NaN), new("b", double.PositiveInfinity), new("c", 0.5)]);
        Assert.Equal("""{"a":null,"b":null,"c":0.5}""", JsonSerializer.Serialize(values));
        Assert.Null(Numbers.Metric([new("a", double.NaN)], "a"));
        Assert.Null(Numbers.Metric([], "a"));
    }
}
