using Trm.Grid.Model;

namespace Trm.Grid.Trainer;

/// <summary>Means over the steps between two reports.</summary>
internal sealed class StepMeter
{
    private readonly List<StepReport> _steps = [];

    public void Take(StepReport step) => _steps.Add(step);

    /// <summary>The figures since the last reading. There was at least one step.</summary>
    public Dictionary<string, double> Read()
    {
        var ended = _steps.Where(step => step.Halted > 0).ToList();
        var values = new Dictionary<string, double>
        {
            ["loss"] = _steps.Average(step => step.Loss),
            ["cells"] = _steps.Average(step => step.CellAccuracy),
            ["exact"] = _steps.Average(step => step.ExactShare),
            ["gradient_norm"] = _steps.Average(step => step.GradientNorm),
            ["learning_rate"] = _steps[^1].LearningRate,
            ["steps_per_second"] = 1 / Math.Max(_steps.Average(step => step.Duration.TotalSeconds), 1e-6),
        };
        if (ended.Count > 0)
            values["halted_after"] = ended.Average(step => step.HaltedAfter);
        _steps.Clear();
        return values;
    }
}
