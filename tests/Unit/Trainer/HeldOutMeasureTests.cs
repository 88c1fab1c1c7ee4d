using Trm.Grid.Contracts.V1;
using Trm.Grid.Model;
using Trm.Grid.Trainer.Courses;

namespace Trm.Grid.Tests.Unit.Trainer;

public class HeldOutMeasureTests
{
    /// <summary>A Sudoku that is verified at some step is what it is told to be; one that is exact at the end was verified by then.</summary>
    [Fact]
    public void Nothing_is_valid_before_training_and_after_it_what_was_verified_within_the_steps()
    {
        var course = Course.Of(new WorkerOrder { Spec = new RunSpec { Preset = "sudoku4", Seed = 1, Steps = 160, Overrides = { ["threads"] = "1" } } });
        var measure = new HeldOutMeasure(course, TimeProvider.System, TestContext.Current.CancellationToken);
        using var session = TrainingSession.Start(course.Configuration, course.Recipe, course.Training, seed: 1);
        var before = measure.Take(session, TimeSpan.MaxValue, most: 32);
        Assert.Equal((32, 0, 0, false), (before["held_out_questions"], before["held_out_exact"], before["valid"], before.ContainsKey("steps_mean")));

        while (!session.Finished)
            session.Step();
        var after = measure.Take(session, TimeSpan.MaxValue, most: 64);
        Assert.Equal(64, after["held_out_questions"]);
        Assert.InRange(after["valid"], Math.Max(0.1, after["held_out_exact"]), 0.999);
        Assert.InRange(after["steps_mean"], 1.01, course.Configuration.MaxSteps);
    }
}
