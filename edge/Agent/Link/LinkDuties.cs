using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Results;
using Trm.Grid.Edge.Swap;

namespace Trm.Grid.Edge.Link;

/// <summary>What the link does for the rest of the agent.</summary>
/// <param name="Swapper">Hears the desired state.</param>
/// <param name="Sender">Sends the results.</param>
/// <param name="Report">The device's state now.</param>
/// <param name="Changed">Set when that state has changed.</param>
internal sealed record LinkDuties(Swapper Swapper, ResultSender Sender, Func<ReportedState> Report, Signal Changed);
