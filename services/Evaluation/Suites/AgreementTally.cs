using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Puzzles.Planning.Demonstrations;

namespace Trm.Grid.Evaluation.Suites;

/// <summary>How far the network's paths, and A*'s of least plain cost, agree with demonstrated ones.</summary>
internal sealed class AgreementTally
{
    private int _count;
    private double _network, _astar;

    /// <param name="demonstrated">What somebody showed; nothing is counted where it is empty.</param>
    /// <param name="network">The network's checked path; null, and no agreement, where it has none.</param>
    /// <param name="astar">A*'s.</param>
    public void Take(IReadOnlyList<Cell> demonstrated, IReadOnlyList<Cell>? network, ReadOnlySpan<Cell> astar)
    {
        if (demonstrated.Count == 0)
            return;
        _count++;
        _network += network is null ? 0 : Demonstration.Agreement(demonstrated, network);
        _astar += Demonstration.Agreement(demonstrated, astar.ToArray());
    }

    public void WriteTo(Dictionary<string, double> metrics)
    {
        if (_count > 0)
            (metrics["agreement"], metrics["astar_agreement"]) = (_network / _count, _astar / _count);
    }
}
