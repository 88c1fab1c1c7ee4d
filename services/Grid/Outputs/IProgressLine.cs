namespace Trm.Grid.Outputs;

/// <summary>One piece of long work as it goes on.</summary>
internal interface IProgressLine
{
    /// <param name="done">How much is done, in the unit of <paramref name="total"/>.</param>
    /// <param name="total">How much there is; 0: not known yet.</param>
    /// <param name="note">What people want to see beside the bar.</param>
    void Report(double done, double total, string note);
}
