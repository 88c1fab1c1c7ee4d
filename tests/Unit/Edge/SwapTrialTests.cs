using Trm.Grid.Edge.Swap;
using Trm.Grid.Edge.Trials;
using Trm.Grid.Packages;

namespace Trm.Grid.Tests.Unit.Edge;

public sealed class SwapTrialTests
{
    private static readonly TrialLimits Patient = new() { Plans = 3, Time = TimeSpan.FromMinutes(5) };

    [Fact]
    public async Task Robot_that_follows_a_path_keeps_its_model_until_it_stands()
    {
        await using var bench = new SwapBench();
        var (first, second) = await FirstRunsAsync(bench);
        bench.Motion.Hold(null);
        bench.Desire(2, second);
        await bench.ReachAsync(SwapState.Waiting, 2);
        Assert.Equal(first.Digest.ToString(), bench.Model.Digest);
        bench.Motion.Release();
        await bench.ReachAsync(SwapState.Active, 2);
        Assert.Equal(second.Digest.ToString(), bench.Model.Digest);
    }

    [Fact]
    public async Task Robot_that_sets_off_while_the_new_model_is_loaded_keeps_the_old_one()
    {
        await using var bench = new SwapBench();
        var (first, second) = await FirstRunsAsync(bench);
        bench.Loading = digest =>
        {
            if (digest == second.Digest.ToString())
                bench.Motion.Hold(null);
        };
        bench.Desire(2, second);
        await bench.UntilAsync(s => s.State == SwapState.Waiting && bench.Motion.Held);
        Assert.Equal(first.Digest.ToString(), bench.Slots.Active!.ProvenDigest);
        bench.Loading = null;
        bench.Motion.Release();
        await bench.ReachAsync(SwapState.Active, 2);
    }

    [Fact]
    public async Task Wish_taken_back_while_the_robot_moves_changes_nothing()
    {
        await using var bench = new SwapBench();
        var (first, second) = await FirstRunsAsync(bench);
        bench.Motion.Hold(null);
        bench.Desire(2, second);
        await bench.ReachAsync(SwapState.Waiting, 2);
        bench.Desire(3, first);
        await bench.ReachAsync(SwapState.Active, 3);
        Assert.Equal(first.Digest.ToString(), bench.Model.Digest);
    }

    [Fact]
    public async Task Model_that_does_as_well_on_live_questions_stays()
    {
        await using var bench = new SwapBench(Patient);
        var (first, second) = await FirstRunsAsync(bench);
        bench.Desire(2, second);
        await bench.ReachAsync(SwapState.Trial, 2);
        Assert.Equal(second.Digest.ToString(), bench.Model.Digest);
        await bench.AskWhileAsync(SwapState.Trial);
        await bench.ReachAsync(SwapState.Active, 2);
        Assert.Equal((true, 3, first.Digest.ToString()), (bench.Swapper.Status.Trial!.Passed, bench.Swapper.Status.Trial.Plans, bench.Swapper.Status.Trial.PreviousDigest));
    }

    [Fact]
    public async Task Model_that_does_worse_goes_back_by_itself_says_why_and_is_not_tried_again()
    {
        await using var bench = new SwapBench(Patient);
        var (first, second) = await FirstRunsAsync(bench);
        await GoBackAsync(bench, second);
        Assert.Equal((first.Digest.ToString(), second.Digest.ToString()), (bench.Model.Digest, bench.Swapper.Status.StandbyDigest));
        Assert.Equal(first.Digest.ToString(), bench.Slots.Active!.ProvenDigest);

        await bench.RestartAsync();
        bench.Swapper.KeysChanged();
        Assert.Equal((SwapState.Rejected, first.Digest.ToString()), (bench.Swapper.Status.State, bench.Model.Digest));
        Assert.StartsWith("TRIAL_ANSWERS_LOST", bench.Swapper.Status.Failure, StringComparison.Ordinal);
        bench.Blind.Clear();
        bench.Desire(3, second);
        await bench.ReachAsync(SwapState.Trial, 3);
    }

    [Fact]
    public async Task Way_back_waits_too_until_the_robot_stands()
    {
        await using var bench = new SwapBench(Patient);
        var (first, second) = await FirstRunsAsync(bench);
        bench.Blind.Add(second.Digest.ToString());
        bench.Desire(2, second);
        await bench.ReachAsync(SwapState.Trial, 2);
        bench.Motion.Hold(null);
        await bench.AskWhileAsync(SwapState.Trial);
        await bench.ReachAsync(SwapState.Reverting, 2);
        Assert.Equal(second.Digest.ToString(), bench.Model.Digest);
        bench.Motion.Release();
        await bench.ReachAsync(SwapState.Rejected, 2);
        Assert.Equal(first.Digest.ToString(), bench.Model.Digest);
    }

    [Fact]
    public async Task Trial_goes_on_after_a_restart_and_too_many_restarts_are_the_models_failure()
    {
        await using var bench = new SwapBench(Patient);
        var (first, second) = await FirstRunsAsync(bench);
        bench.Desire(2, second);
        await bench.ReachAsync(SwapState.Trial, 2);
        for (var starts = 1; starts <= Patient.Restarts; starts++)
        {
            await bench.RestartAsync();
            Assert.Equal((SwapState.Trial, second.Digest.ToString()), (bench.Swapper.Status.State, bench.Model.Digest));
        }
        await bench.RestartAsync();
        await bench.ReachAsync(SwapState.Rejected, 2);
        Assert.StartsWith("TRIAL_RESTARTED", bench.Swapper.Status.Failure, StringComparison.Ordinal);
        Assert.Equal(first.Digest.ToString(), bench.Model.Digest);
    }

    [Fact]
    public async Task Another_version_may_be_wanted_in_the_middle_of_a_trial()
    {
        await using var bench = new SwapBench(Patient);
        var (first, second) = await FirstRunsAsync(bench);
        bench.Desire(2, second);
        await bench.ReachAsync(SwapState.Trial, 2);
        bench.Desire(3, second);
        await bench.ReachAsync(SwapState.Trial, 3);
        bench.Desire(4, first);
        await bench.ReachAsync(SwapState.Trial, 4);
        Assert.Equal(first.Digest.ToString(), bench.Model.Digest);
        bench.Swapper.Desire(new Wish(5, "", ""));
        await bench.ReachAsync(SwapState.Idle, 5);
        await bench.RestartAsync();
        Assert.Equal("", bench.Model.Digest);
    }

    [Fact]
    public async Task Without_a_way_back_the_model_stays_and_the_device_says_so()
    {
        await using var bench = new SwapBench(Patient);
        var (_, second) = await FirstRunsAsync(bench);
        bench.Desire(2, second);
        await bench.ReachAsync(SwapState.Trial, 2);
        await bench.StopAsync();
        File.Delete(Path.Combine(bench.Slots.Inactive.Folder, "model.onnx"));
        bench.Blind.Add(second.Digest.ToString());
        await bench.RestartAsync();
        await bench.ReachAsync(SwapState.Active, 2);
        Assert.Equal(second.Digest.ToString(), bench.Model.Digest);
    }

    private static async Task<(PackageFolder First, PackageFolder Second)> FirstRunsAsync(SwapBench bench)
    {
        var (first, second) = (bench.Package(1), bench.Package(2));
        bench.Start();
        bench.Desire(1, first);
        await bench.ReachAsync(SwapState.Active, 1);
        return (first, second);
    }

    private static async Task GoBackAsync(SwapBench bench, PackageFolder second)
    {
        bench.Blind.Add(second.Digest.ToString());
        bench.Desire(2, second);
        await bench.ReachAsync(SwapState.Trial, 2);
        await bench.AskWhileAsync(SwapState.Trial);
        await bench.ReachAsync(SwapState.Rejected, 2);
        Assert.StartsWith("TRIAL_ANSWERS_LOST", bench.Swapper.Status.Failure, StringComparison.Ordinal);
        Assert.Contains("for example from (0.5, 0.5)", bench.Swapper.Status.Failure, StringComparison.Ordinal);
    }
}
