using Trm.Grid.Edge.Storage;
using Trm.Grid.Tests.Functional.Fleet.Deaths;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>As <see cref="SigkillTests"/>, between two transitions: where something changes on the disk or at the grid.</summary>
public sealed class SigkillBetweenTests
{
    [Fact]
    public void A_way_is_known_to_every_kind_of_line() =>
        Assert.Empty(Enum.GetValues<CrashLine>().Except([CrashLine.Moved]).Except(WaysToDie.Between().Select(way => way.Kind)));

    [Fact]
    public Task Agent_killed_at_every_line_between_the_transitions_has_a_working_model_and_comes_to_what_the_grid_wants() =>
        DoomedRobot.DieAtEachAsync(WaysToDie.Between().Select(way => (way.Line, way.Way)));
}
