namespace Trm.Grid.Model.Internal;

/// <summary>What every step leaves of the learning rates.</summary>
internal static class Schedule
{
    /// <summary>0 to 1: the warm-up's rise, then the schedule's shape.</summary>
    /// <param name="recipe">Warm-up and shape.</param>
    /// <param name="step">1 for the first.</param>
    /// <param name="total">The run's last step; 0 while a budget in minutes is still being measured.</param>
    public static double FactorAt(Recipe recipe, long step, long total)
    {
        if (step <= recipe.WarmUpSteps) return (double)step / recipe.WarmUpSteps;
        if (recipe.Schedule == LearningSchedule.Constant || total == 0) return 1;
        var progress = (double)(step - recipe.WarmUpSteps) / Math.Max(1, total - recipe.WarmUpSteps + 1);
        return 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress)));
    }
}
