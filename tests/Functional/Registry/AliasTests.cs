using Grpc.Core;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Hosting;
using Trm.Grid.Registry;

namespace Trm.Grid.Tests.Functional.Registry;

public sealed class AliasTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Name_alone_means_the_champion()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        var version = await grid.PushAsync(package);
        var alias = await SetAsync(grid, version);
        Assert.Equal((1ul, 1u), (alias.Revision, alias.VersionNumber));
        Assert.Equal(version, await grid.Client.FindAsync(ModelReference.Parse("planner"), Cancel));
        var model = Assert.Single((await grid.Registry.ListModelsAsync(new(), cancellationToken: Cancel)).Models);
        Assert.Equal(alias, Assert.Single(model.Aliases));
    }

    [Fact]
    public async Task Alias_moved_by_two_at_once_moves_once()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var one = TestPackage.Write();
        using var two = TestPackage.Write(seed: 2);
        ModelVersion[] versions = [await grid.PushAsync(one), await grid.PushAsync(two)];
        for (var revision = 0ul; revision < 10; revision++)
        {
            var moves = await Task.WhenAll(versions.Select(version => Task.Run(() => TryAsync(grid, version, revision))));
            Assert.Single(moves, reason => reason is null);
            Assert.Single(moves, reason => reason is ErrorReason.AliasMoved);
        }
    }

    [Fact]
    public async Task Move_whose_answer_was_lost_may_be_repeated()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        var version = await grid.PushAsync(package);
        Assert.Equal(await SetAsync(grid, version), await SetAsync(grid, version));
        await Refused.AsAsync(ErrorReason.AliasMoved, () => SetAsync(grid, version, revision: 7));
    }

    // metric and bounds, count at least; what was measured; whether the alias moves
    [Theory]
    [InlineData("valid", 0.9, null, 0ul, 0.95, true)]
    [InlineData("valid", 0.9, null, 0ul, 0.9, true)]
    [InlineData("valid", 0.9, null, 0ul, 0.89, false)]
    [InlineData("valid", null, 0.5, 0ul, 0.6, false)]
    [InlineData("valid", null, 0.6, 0ul, 0.6, true)]
    [InlineData("optimal", 0.1, null, 0ul, 0.95, false)]
    [InlineData("valid", 0.9, null, 100ul, 0.95, true)]
    [InlineData("valid", 0.9, null, 101ul, 0.95, false)]
    public async Task Alias_moves_only_with_an_evaluation_that_meets_the_gate(string metric, double? atLeast, double? atMost, ulong minCount, double measured, bool moves)
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        var version = await grid.PushAsync(package);
        var condition = new GateCondition { Metric = metric };
        if (atLeast is { } low)
            condition.AtLeast = low;
        if (atMost is { } high)
            condition.AtMost = high;
        await grid.Registry.SetGateAsync(new() { Model = "planner", Gate = new() { MinCount = minCount, Conditions = { condition } } }, cancellationToken: Cancel);
        await AttachAsync(grid, version, "evaluation-1", measured);
        if (moves)
            Assert.Equal("evaluation-1", (await SetAsync(grid, version, "evaluation-1")).EvaluationId);
        else
            await Refused.AsAsync(ErrorReason.GateNotMet, () => SetAsync(grid, version, "evaluation-1"));
    }

    // the interval that was found; bounds on it; whether the alias moves from one version to another
    [Theory]
    [InlineData(-0.01, 0.03, -0.01, null, true)]
    [InlineData(-0.02, 0.30, -0.01, null, false)]
    [InlineData(-0.30, 0.03, null, 0.03, true)]
    [InlineData(-0.30, 0.04, null, 0.03, false)]
    [InlineData(-0.01, 0.03, -0.01, 0.02, false)]
    public async Task Alias_moves_only_where_the_whole_interval_of_a_difference_meets_the_gate(double low, double high, double? atLeast, double? atMost, bool moves)
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var one = TestPackage.Write();
        using var two = TestPackage.Write(seed: 2);
        var (first, second) = (await grid.PushAsync(one), await grid.PushAsync(two));
        await SetAsync(grid, first);
        var condition = new GateCondition { Metric = "valid" };
        if (atLeast is { } least)
            condition.DifferenceAtLeast = least;
        if (atMost is { } most)
            condition.DifferenceAtMost = most;
        await GateAsync(grid, condition);
        var outcome = new EvaluationOutcome { EvaluationId = "evaluation-1", Count = 100, BaselineDigest = first.Digest, Differences = { ["valid"] = new() { Count = 100, Mean = (low + high) / 2, Low = low, High = high } } };
        await grid.Registry.AttachEvaluationAsync(new() { VersionDigest = second.Digest, Outcome = outcome }, cancellationToken: Cancel);
        if (moves)
            Assert.Equal(second.Digest, (await SetAsync(grid, second, "evaluation-1", revision: 1)).VersionDigest);
        else
            await Refused.AsAsync(ErrorReason.GateNotMet, () => SetAsync(grid, second, "evaluation-1", revision: 1));
        // Once more to the version that it names: nothing is replaced, and nothing need be compared.
        await AttachAsync(grid, first, "alone", 0.9);
        if (!moves)
            Assert.Equal(2ul, (await SetAsync(grid, first, "alone", revision: 1)).Revision);
    }

    [Theory]
    [InlineData(double.NaN, null)]
    [InlineData(double.NegativeInfinity, null)]
    [InlineData(0.1, 0.0)]
    [InlineData(null, null)]
    public async Task Bounds_that_nothing_can_meet_are_refused(double? atLeast, double? atMost)
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        await grid.PushAsync(package);
        var (ofValue, ofDifference) = (new GateCondition { Metric = "valid" }, new GateCondition { Metric = "valid" });
        if (atLeast is { } least)
            (ofValue.AtLeast, ofDifference.DifferenceAtLeast) = (least, least);
        if (atMost is { } most)
            (ofValue.AtMost, ofDifference.DifferenceAtMost) = (most, most);
        await Refused.AsAsync(ErrorReason.InvalidRequest, () => GateAsync(grid, ofValue));
        await Refused.AsAsync(ErrorReason.InvalidRequest, () => GateAsync(grid, ofDifference));
    }

    [Fact]
    public async Task Proof_must_be_of_that_very_version()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var one = TestPackage.Write();
        using var two = TestPackage.Write(seed: 2);
        var (good, other) = (await grid.PushAsync(one), await grid.PushAsync(two));
        await grid.Registry.SetGateAsync(new() { Model = "planner", Gate = new() { Conditions = { new GateCondition { Metric = "valid", AtLeast = 0.5 } } } }, cancellationToken: Cancel);
        await AttachAsync(grid, good, "evaluation-1", 0.9);
        await Refused.AsAsync(ErrorReason.GateNotMet, () => SetAsync(grid, other));
        await Refused.AsAsync(ErrorReason.EvaluationNotFound, () => SetAsync(grid, other, "evaluation-1"));
    }

    [Fact]
    public async Task Attached_evaluation_never_changes()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        var version = await grid.PushAsync(package);
        await AttachAsync(grid, version, "evaluation-1", 0.9);
        await AttachAsync(grid, version, "evaluation-1", 0.9);
        await Refused.AsAsync(ErrorReason.RequestIdReused, () => AttachAsync(grid, version, "evaluation-1", 0.99));
        Assert.Equal(0.9, Assert.Single((await grid.Client.FindAsync(ModelReference.Parse("planner@1"), Cancel)).Evaluations).Metrics["valid"]);
    }

    [Fact]
    public async Task Audit_log_chains_what_was_done_and_tells_when_it_was_changed()
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        var version = await grid.PushAsync(package);
        await AttachAsync(grid, version, "evaluation-1", 0.9);
        await SetAsync(grid, version, "evaluation-1");
        var entries = (await grid.Registry.ListAuditEntriesAsync(new(), cancellationToken: Cancel)).Entries;
        Assert.Equal(["register-version", "attach-evaluation", "set-alias"], entries.Select(entry => entry.Action));
        Assert.All(entries, entry => Assert.Equal("operator", entry.Actor));
        Assert.Null(AuditChain.FirstFault(entries));

        var forged = entries.Select(entry => entry.Clone()).ToList();
        forged[1].Detail = "evaluation-2";
        Assert.Equal(2ul, AuditChain.FirstFault(forged));
        Assert.Equal(2ul, AuditChain.FirstFault([entries[0], entries[2]]));
    }

    private static async Task<Alias> SetAsync(RegistryGrid grid, ModelVersion version, string evaluation = "", ulong revision = 0) => (await grid.Registry.SetAliasAsync(
        new() { Model = "planner", Alias = "champion", VersionDigest = version.Digest, ExpectedRevision = revision, EvaluationId = evaluation }, cancellationToken: Cancel)).Alias;

    private static async Task GateAsync(RegistryGrid grid, GateCondition condition) =>
        await grid.Registry.SetGateAsync(new() { Model = "planner", Gate = new() { Conditions = { condition } } }, cancellationToken: Cancel);

    private static async Task<ErrorReason?> TryAsync(RegistryGrid grid, ModelVersion version, ulong revision)
    {
        try
        {
            await SetAsync(grid, version, revision: revision);
            return null;
        }
        catch (RpcException fault)
        {
            return GridError.From(fault).Reason;
        }
    }

    /// <summary>A proof never changes: one that could not be read would take its version away for good.</summary>
    [Theory]
    [InlineData("one", 1L << 50, 0)]
    [InlineData("one", 5, -1)]
    [InlineData("a\nb", 5, 0)]
    [InlineData("one", 5, 0, double.NaN)]
    public async Task Proof_that_could_not_be_read_again_is_refused(string id, long seconds, int nanos, double low = 0)
    {
        await using var grid = await RegistryGrid.StartAsync();
        using var package = TestPackage.Write();
        var version = await grid.PushAsync(package);
        var outcome = new EvaluationOutcome { EvaluationId = id, EndedAt = new() { Seconds = seconds, Nanos = nanos }, Differences = { ["valid"] = new() { Low = low, High = 1 } } };
        await Refused.AsAsync(ErrorReason.InvalidRequest, grid.Registry.AttachEvaluationAsync(new() { VersionDigest = version.Digest, Outcome = outcome }, cancellationToken: Cancel));
        Assert.Empty((await grid.Client.FindAsync(ModelReference.Parse("planner@1"), Cancel)).Evaluations);
    }

    private static async Task AttachAsync(RegistryGrid grid, ModelVersion version, string id, double valid) => await grid.Registry.AttachEvaluationAsync(
        new() { VersionDigest = version.Digest, Outcome = new() { EvaluationId = id, Suite = "generated", Count = 100, Metrics = { ["valid"] = valid } } }, cancellationToken: Cancel);
}
