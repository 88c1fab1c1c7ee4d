namespace Trm.Grid.Model;

/// <summary>How the learning rate goes on after its warm-up.</summary>
public enum LearningSchedule
{
    Constant,

    /// <summary>Half a cosine down to zero at the run's last step: cut short it spreads seeds widely, so plan exactly the steps to be trained.</summary>
    Cosine,
}
