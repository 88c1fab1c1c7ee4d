namespace Trm.Grid.Edge.Doctor;

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">A stable word.</param>
/// <param name="Ok">As it should be.</param>
/// <param name="Detail">What was found; where it is not as it should be, what to do.</param>
internal sealed record HealthCheck(string Name, bool Ok, string Detail);
