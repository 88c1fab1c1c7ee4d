namespace Trm.Grid.Model;

/// <summary>How the averaged weights do on questions whose answers a checker judges after every supervision step; view 0 alone, no fallback.</summary>
/// <param name="Count">Questions.</param>
/// <param name="Verified">Share whose answer passed the checker within the step limit.</param>
/// <param name="StepsMean">Mean supervision steps of those, up to the first answer that passed; 0 where none did.</param>
public sealed record SolvingReport(int Count, double Verified, double StepsMean);
