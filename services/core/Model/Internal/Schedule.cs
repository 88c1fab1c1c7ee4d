namespace Trm.Grid.Model.Internal;

/// <summary>The learning rate of every step.</summary>
internal static class Schedule
{
    /// <param name="recipe">Peak, warm-up and shape.</param>
    /// <param name="step">1 for the first.</param>
    /// <param name="total">The run's last step; 0 while a budget in minutes is still being measured.</param>
    public static double RateAt(Recipe recipe, long step, long total)
    {
        if (step <= recipe.WarmUpSteps) return recipe.LearningRate * step / recipe.WarmUpSteps;
        if (recipe.Schedule == LearningSchedule.Constant || total == 0) return recipe.LearningRate;
        var progress = (double)(step - recipe.WarmUpSteps) / Math.Max(1, total - recipe.WarmUpSteps + 1);
        return recipe.LearningRate * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress)));
    }
}
