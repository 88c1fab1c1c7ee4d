using Trm.Grid.Edge.Swap;
using Trm.Grid.Packages;

namespace Trm.Grid.Tests.Unit.Edge;

public sealed class SwapperTests
{
    [Fact]
    public async Task Desired_version_is_downloaded_verified_proven_and_runs()
    {
        await using var bench = new SwapBench();
        var package = bench.Package(1);
        bench.Start();
        bench.Desire(1, package);
        await bench.ReachAsync(SwapState.Active, 1);
        Assert.Equal(package.Digest.ToString(), bench.Model.Digest);
        Assert.Equal(package.Digest.ToString(), bench.Slots.Active!.ProvenDigest);
    }

    [Fact]
    public async Task Second_version_keeps_the_first_as_the_way_back_and_the_way_back_is_not_fetched_again()
    {
        await using var bench = new SwapBench();
        var (first, _) = await bench.RunTwoAsync();
        Assert.Equal(first.Digest.ToString(), bench.Swapper.Status.StandbyDigest);

        var fetches = bench.Source.Offsets.Count;
        bench.Desire(3, first);
        await bench.ReachAsync(SwapState.Active, 3);
        Assert.Equal(first.Digest.ToString(), bench.Model.Digest);
        Assert.Equal(fetches, bench.Source.Offsets.Count);
    }

    [Fact]
    public async Task Version_that_misses_its_golden_vectors_is_rejected_and_the_old_one_stays_also_after_a_restart()
    {
        await using var bench = new SwapBench();
        var (good, bad) = (bench.Package(1), bench.Package(2));
        bench.Unprovable.Add(bad.Digest.ToString());
        bench.Start();
        bench.Desire(1, good);
        await bench.ReachAsync(SwapState.Active, 1);
        bench.Desire(2, bad);
        await bench.ReachAsync(SwapState.Rejected, 2);
        Assert.Contains("GOLDEN_VECTORS_MISSED", bench.Swapper.Status.Failure, StringComparison.Ordinal);
        Assert.Equal(good.Digest.ToString(), bench.Model.Digest);

        await bench.RestartAsync();
        Assert.Equal((SwapState.Rejected, good.Digest.ToString()), (bench.Swapper.Status.State, bench.Model.Digest));
        bench.Unprovable.Clear();
        bench.Desire(3, bad);
        await bench.ReachAsync(SwapState.Active, 3);
    }

    [Fact]
    public async Task Version_for_another_task_is_rejected_before_it_takes_the_place_of_the_way_back()
    {
        await using var bench = new SwapBench();
        var (first, second) = await bench.RunTwoAsync();
        var fetches = bench.Source.Offsets.Count;
        bench.Desire(3, bench.Package(3, task: "sudoku"));
        await bench.ReachAsync(SwapState.Rejected, 3);
        Assert.StartsWith(PackageReasons.ManifestInvalid, bench.Swapper.Status.Failure, StringComparison.Ordinal);
        Assert.Equal((second.Digest.ToString(), first.Digest.ToString()), (bench.Model.Digest, bench.Swapper.Status.StandbyDigest));
        Assert.Equal(fetches, bench.Source.Offsets.Count);
    }

    [Fact]
    public async Task Unknown_signer_is_rejected_until_his_key_is_trusted()
    {
        await using var bench = new SwapBench();
        using var stranger = SigningKey.Create();
        var package = bench.Package(1, signer: stranger);
        bench.Start();
        bench.Desire(1, package);
        await bench.ReachAsync(SwapState.Rejected, 1);
        Assert.StartsWith(PackageReasons.UnknownSigner, bench.Swapper.Status.Failure, StringComparison.Ordinal);
        Assert.Empty(bench.Source.Offsets);

        bench.Trusted = bench.Trusted.With(TrustedKeys.Of(stranger));
        bench.Swapper.KeysChanged();
        await bench.ReachAsync(SwapState.Active, 1);
    }

    [Fact]
    public async Task File_with_one_bit_turned_over_is_rejected_and_fetched_anew()
    {
        await using var bench = new SwapBench();
        bench.Source.Garble = true;
        var package = bench.Package(1);
        bench.Start();
        bench.Desire(1, package);
        await bench.UntilAsync(s => s.State == SwapState.Rejected && s.Failure.StartsWith(PackageReasons.DigestMismatch, StringComparison.Ordinal));
        Assert.Equal("", bench.Model.Digest);
        bench.Source.Garble = false;
        await bench.ReachAsync(SwapState.Active, 1);
    }

    [Fact]
    public async Task Broken_link_goes_on_at_the_offset_where_it_broke()
    {
        await using var bench = new SwapBench();
        bench.Source.BreakAfter = 4;
        var package = bench.Package(1, bytes: 10_000);
        bench.Start();
        bench.Desire(1, package);
        await bench.ReachAsync(SwapState.Active, 1);
        Assert.Equal([0, 3000], bench.Source.Offsets);
    }

    [Fact]
    public async Task Restart_during_a_download_goes_on_at_the_offset()
    {
        await using var bench = new SwapBench();
        var package = bench.Package(1, bytes: 10_000);
        (bench.Source.BreakAfter, bench.Source.ShutWhenBroken) = (4, true);
        bench.Start();
        bench.Desire(1, package);
        await bench.UntilAsync(_ => bench.Source.Gate is not null);
        await bench.RestartAsync();
        bench.Source.Gate!.SetResult();
        await bench.ReachAsync(SwapState.Active, 1);
        Assert.Equal([0, 3000], bench.Source.Offsets.Distinct());
    }

    [Fact]
    public async Task New_wish_during_a_download_takes_its_place()
    {
        await using var bench = new SwapBench();
        var (first, second) = (bench.Package(1), bench.Package(2));
        bench.Source.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Start();
        bench.Desire(1, first);
        await bench.ReachAsync(SwapState.Downloading, 1);
        bench.Desire(2, second);
        await bench.ReachAsync(SwapState.Downloading, 2);
        bench.Source.Gate.SetResult();
        await bench.ReachAsync(SwapState.Active, 2);
        Assert.Equal(second.Digest.ToString(), bench.Model.Digest);
    }

    [Fact]
    public async Task Withdrawn_wish_leaves_no_model_running()
    {
        await using var bench = new SwapBench();
        bench.Start();
        bench.Desire(1, bench.Package(1));
        await bench.ReachAsync(SwapState.Active, 1);
        bench.Swapper.Desire(new Wish(2, "", ""));
        await bench.UntilAsync(s => s is { State: SwapState.Idle, Revision: 2, ActiveDigest: "" });
        await bench.RestartAsync();
        Assert.Equal("", bench.Model.Digest);
    }

    [Fact]
    public async Task Damaged_active_slot_falls_back_to_the_other_one_says_why_and_heals()
    {
        await using var bench = new SwapBench();
        var (first, second) = await bench.RunTwoAsync();
        await bench.StopAsync();
        var file = Path.Combine(bench.Slots.Active!.Folder, "model.onnx");
        var bytes = File.ReadAllBytes(file);
        bytes[100] ^= 1;
        File.WriteAllBytes(file, bytes);

        bench.Source.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await bench.RestartAsync();
        Assert.Equal(first.Digest.ToString(), bench.Model.Digest);
        bench.Source.Gate.SetResult();
        await bench.ReachAsync(SwapState.Active, 2);
        Assert.Equal(second.Digest.ToString(), bench.Model.Digest);
    }

    [Fact]
    public async Task Version_whose_signature_suffered_in_its_slot_is_fetched_again_and_runs()
    {
        await using var bench = new SwapBench();
        var (first, _) = await bench.RunTwoAsync();
        using var stranger = SigningKey.Create();
        File.WriteAllBytes(Path.Combine(bench.Slots.Inactive.Folder, PackageFolder.EnvelopeName), DsseEnvelope.SignManifest(first.ManifestBytes, stranger).ToBytes());
        bench.Desire(3, first);
        await bench.ReachAsync(SwapState.Active, 3);
        Assert.Equal(first.Digest.ToString(), bench.Model.Digest);
    }

    [Fact]
    public async Task Signature_that_suffers_between_proof_and_switch_keeps_the_version_from_running_until_it_is_fetched_again()
    {
        await using var bench = new SwapBench();
        var package = bench.Package(1);
        bench.Start();
        bench.Motion.Hold(null);
        bench.Desire(1, package);
        await bench.ReachAsync(SwapState.Waiting, 1);
        File.WriteAllText(Path.Combine(bench.Slots.Inactive.Folder, PackageFolder.EnvelopeName), "{}");
        bench.Source.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Motion.Release();
        await bench.ReachAsync(SwapState.Downloading, 1);
        Assert.Equal("", bench.Model.Digest);
        Assert.Contains(PackageReasons.SignatureInvalid, bench.Swapper.Status.Failure, StringComparison.Ordinal);
        bench.Source.Gate.SetResult();
        await bench.ReachAsync(SwapState.Active, 1);
        Assert.Equal(package.Digest.ToString(), bench.Model.Digest);
    }

    [Fact]
    public async Task Version_that_suffers_while_it_is_loaded_is_tried_again()
    {
        await using var bench = new SwapBench();
        var package = bench.Package(1);
        var loads = 0;
        bench.Loading = _ =>
        {
            if (++loads == 1)
                throw new PackageException(PackageReasons.RoleMissing, "its network is gone");
        };
        bench.Start();
        bench.Desire(1, package);
        await bench.ReachAsync(SwapState.Active, 1);
        Assert.Equal((2, package.Digest.ToString()), (loads, bench.Model.Digest));
    }

    [Fact]
    public async Task Half_slot_is_never_active()
    {
        await using var bench = new SwapBench();
        var package = bench.Package(1);
        bench.Slots.Inactive.Begin(package.ManifestBytes.Span, package.Envelope!.ToBytes());
        Assert.Throws<InvalidOperationException>(() => bench.Slots.Activate(bench.Slots.Inactive));
        File.WriteAllText(Path.Combine(bench.Folder, "slots", "active"), "a");
        bench.Start();
        Assert.Equal("", bench.Model.Digest);
        Assert.Contains("SLOT_UNFIT", bench.Swapper.Status.Failure, StringComparison.Ordinal);
    }
}
