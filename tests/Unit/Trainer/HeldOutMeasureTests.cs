using Trm.Grid.Contracts.V1;
using Trm.Grid.Model;
using Trm.Grid.Puzzles.Datasets;
using Trm.Grid.Tests.Unit.Model;
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

    /// <summary>Of few questions each is asked once, and as many as were wanted: not whole chunks.</summary>
    [Fact]
    public void No_question_counts_twice()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("pairs.jsonl");
        File.WriteAllLines(file, [.. Enumerable.Range(0, 6).Select(i => $$"""{"input": [[{{i}}, 1]], "output": [[1, {{i}}]], "split": "{{(i < 3 ? "train" : "test")}}"}""")]);
        var (records, _) = DatasetImport.Read("jsonl", [file]);
        records.Save(folder.File("pairs.trmdata"));
        var order = new WorkerOrder { DatasetPath = folder.File("pairs.trmdata"), Spec = new RunSpec { Preset = "grids", Seed = 1, Steps = 1, DatasetDigest = $"sha256:{new string('0', 64)}", Overrides = { ["threads"] = "1", ["batch"] = "2", ["precision"] = "fp32" } } };
        var course = Course.Of(order);
        using var session = TrainingSession.Start(course.Configuration, course.Recipe, course.Training, seed: 1);
        Assert.Equal(3, Asked(256));
        Assert.Equal(2, Asked(2));

        double Asked(int most) => new HeldOutMeasure(course, TimeProvider.System, TestContext.Current.CancellationToken).Take(session, TimeSpan.MaxValue, most)["held_out_questions"];
    }
}
