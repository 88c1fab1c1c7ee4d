using Trm.Grid.Contracts.V1;
using Trm.Grid.Verbs.Evaluations;

namespace Trm.Grid.Tests.Unit.Grid;

public class AgainstScoresTests
{
    [Fact]
    public void Each_figure_of_a_difference_stands_where_it_is_named()
    {
        var differences = new Dictionary<string, PairedDifference> { ["valid"] = new() { Count = 9, Mean = 0.25, Low = -0.5, High = 0.75, Higher = 3, Lower = 1 } };
        Assert.Equal(new DifferenceView(Count: 9, Mean: 0.25, Low: -0.5, High: 0.75, Higher: 3, Lower: 1), DifferenceView.Of(differences)["valid"]);
    }
}
