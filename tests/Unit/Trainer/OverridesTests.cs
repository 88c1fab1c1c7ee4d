using Trm.Grid.Model;
using Trm.Grid.Puzzles;
using Trm.Grid.Trainer;

namespace Trm.Grid.Tests.Unit.Trainer;

public class OverridesTests
{
    private static readonly ModelConfiguration Configuration = new()
    {
        Shape = new TaskShape { Task = "planner", Input = InputKind.Planes, Channels = 3, Classes = 8 },
        Mixer = Mixer.Convolution,
        Hidden = 64,
    };

    private static readonly Recipe Recipe = new() { Steps = 100 };

    [Fact]
    public void Override_changes_what_it_names_and_nothing_else()
    {
        var (configuration, recipe) = Overrides.Apply(Configuration, Recipe, new Dictionary<string, string>
        {
            ["hidden"] = "32", ["batch"] = "4", ["learning_rate"] = "2e-3", ["precision"] = "fp32", ["schedule"] = "constant",
        });
        Assert.Equal(Configuration with { Hidden = 32 }, configuration);
        Assert.Equal(Recipe with { Batch = 4, LearningRate = 2e-3, Precision = Precision.Fp32, Schedule = LearningSchedule.Constant }, recipe);
    }

    [Theory]
    [InlineData("learning_speed", "1", "learning_rate")]
    [InlineData("steps", "7", "no such setting")]
    [InlineData("batch", "many", "batch")]
    [InlineData("batch", "1.5", "batch")]
    [InlineData("precision", "fp7", "precision")]
    public void Override_that_does_not_fit_is_refused_by_name(string name, string value, string said)
    {
        var fault = Assert.Throws<ArgumentException>(() => Overrides.Apply(Configuration, Recipe, new Dictionary<string, string> { [name] = value }));
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }
}
