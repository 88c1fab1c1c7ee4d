namespace Trm.Grid.Tests.Functional.Grid;

/// <summary>The commands of services/Training/Demonstrations.md, with less of everything.</summary>
public class TutorialTests(RunningUp running) : IClassFixture<RunningUp>
{
    [Fact]
    public async Task Demonstrations_are_made_learned_from_measured_and_planned_with()
    {
        string shown = Path.Combine(running.Home, "shown"), unseen = Path.Combine(running.Home, "unseen");
        Assert.Equal(12, (await Trmgrid.JsonAsync(running.Home, $"data generate demonstrations {shown} --count 12 --seed 1")).GetProperty("count").GetInt32());
        await Trmgrid.JsonAsync(running.Home, $"data generate demonstrations {unseen} --count 6 --seed 2");
        var trained = await Trmgrid.JsonAsync(running.Home, $"train planner-demonstrated --data {shown} --from planner --name right-hand --seed 1 --steps 5 --set threads=1 --set warm_up_steps=1");
        Assert.Equal(5, trained.GetProperty("steps").GetInt32());
        var scores = await Trmgrid.JsonAsync(running.Home, $"evaluate right-hand@1 --data {unseen} --views 1");
        Assert.Equal(6, scores.GetProperty("count").GetInt32());
        Assert.InRange(scores.GetProperty("agreement").GetDouble(), 0.05, 1);
        Assert.InRange(scores.GetProperty("astar_agreement").GetDouble(), 0.05, 1);
        var plan = await Trmgrid.JsonAsync(running.Home, $"plan --map {Path.Combine(unseen, "map-0001.map")} --from 16,0 --to 10,11 --model right-hand@1 --max-gap Infinity --views 1");
        Assert.True(plan.GetProperty("verified").GetBoolean());
        Assert.Equal(trained.GetProperty("digest").GetString(), (await Trmgrid.JsonAsync(running.Home, "models show right-hand@1")).GetProperty("digest").GetString());
    }
}
