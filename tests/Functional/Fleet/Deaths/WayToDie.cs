namespace Trm.Grid.Tests.Functional.Fleet.Deaths;

/// <summary>How a robot's agent is brought to a line, and what is to be found afterwards.</summary>
/// <param name="Go">Starts the agent that will die, and does what leads it to the line.</param>
/// <param name="Keeps">In the end the robot has the model that it had, not the new one.</param>
/// <param name="Failure">How the device's reason begins, where it refuses the new one.</param>
/// <param name="MayBeWithout">The grid wanted no model at all, so that A* alone is right too.</param>
internal sealed record WayToDie(Func<DoomedRobot, Task> Go, bool Keeps = false, string Failure = "", bool MayBeWithout = false);
