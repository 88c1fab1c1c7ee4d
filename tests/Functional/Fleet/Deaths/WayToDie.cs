namespace Trm.Grid.Tests.Functional.Fleet.Deaths;

/// <summary>How a robot's agent is brought to a line, and what is to be found afterwards: the model that was wanted last, or why it is refused.</summary>
/// <param name="Go">Starts the agent that will die, and does what leads it to the line.</param>
/// <param name="Failure">How the device's reason begins, where in the end it refuses what it was asked for and has the model that it had.</param>
internal sealed record WayToDie(Func<DoomedRobot, Task> Go, string Failure = "");
