namespace Trm.Grid.Edge.Swap;

/// <summary>Says on disk that the active slot is on trial: written before the pointer moves, taken away when the trial has ended.</summary>
/// <param name="Digest">The model on trial.</param>
/// <param name="Starts">Starts of the agent within the trial.</param>
/// <param name="Reason">Why the model goes back; empty: the trial goes on.</param>
internal sealed record TrialMark(string Digest, int Starts, string Reason = "");
