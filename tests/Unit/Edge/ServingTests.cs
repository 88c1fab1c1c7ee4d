using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Trm.Grid.Edge.Planning;
using Trm.Grid.Edge.Serving;
using Trm.Grid.Model;
using Trm.Grid.Model.Export;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;

namespace Trm.Grid.Tests.Unit.Edge;

/// <summary>A network in a process of its own, and what becomes of the robot's questions when that process does not behave.</summary>
public sealed class ServingTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly EdgeFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Steps_in_another_process_are_those_of_this_one()
    {
        using var here = StepModel.Load(ModelFile(), new RuntimeOptions { Spinning = false });
        using var there = Serve(ModelFile());
        Assert.Equal(here.Shape, there.Shape);
        Assert.Equal((here.Metadata.Steps, here.Metadata.Symmetric, here.Metadata.Prefix), (there.Metadata.Steps, there.Metadata.Symmetric, there.Metadata.Prefix));
        using IStepBatch first = here.Open(2, 9, 7), second = there.Open(2, 9, 7);
        var (y, z) = (Array.Empty<float>(), Array.Empty<float>());
        for (var round = 0; round < 6; round++)
        {
            foreach (var batch in (IStepBatch[])[first, second])
            {
                // Slot 0 begins anew in round 0 and 3, slot 1 in round 0; in round 5 slot 1 goes on from its state after round 2.
                if (round is 0 or 3)
                    Begin(batch, 0, round);
                if (round == 0)
                    Begin(batch, 1, 7);
                if (round == 5)
                {
                    Fill(batch.Planes(1), 7);
                    batch.Restore(1, y, z);
                }
                Assert.True(batch.Step(Cancel));
            }
            if (round == 2)
            {
                (y, z) = (new float[first.StateLength], new float[first.StateLength]);
                var (otherY, otherZ) = (new float[second.StateLength], new float[second.StateLength]);
                Assert.True(first.TrySave(1, y, z) && second.TrySave(1, otherY, otherZ));
                Assert.Equal(y, otherY);
                Assert.Equal(z, otherZ);
            }
            for (var slot = 0; slot < 2; slot++)
            {
                Assert.Equal(first.Logits(slot), second.Logits(slot));
                Assert.Equal(first.Halt(slot), second.Halt(slot));
            }
        }
    }

    [Theory]
    [InlineData("-KILL")]
    [InlineData("-STOP")]
    public async Task Process_that_crashes_or_hangs_is_replaced_while_a_star_answers(string signal)
    {
        using var served = Serve(ModelFile());
        using var solver = new RecursiveSolver(served);
        var planner = new PathPlanner(solver);
        var map = new CostMap(12, 12, new byte[144]);
        Assert.True(planner.Plan(map, new(0, 0), new(11, 5)).Steps > 0);
        using (var kill = Process.Start("kill", [signal, $"{served.Current!.ProcessId}"]))
            await kill.WaitForExitAsync(Cancel);

        var began = Stopwatch.StartNew();
        var answers = 0;
        while (served.Replaced == 0)
        {
            var outcome = planner.Plan(map, new(0, 0), new(11, 7), new PlanOptions { ReusePolicy = false });
            Assert.True(outcome.Verified);
            answers += outcome.Planner == PlannerKind.AStar ? 1 : 0;
            Assert.True(began.Elapsed < Patience, "the process was not replaced");
            await Task.Delay(5, Cancel);
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{signal}: replaced after {began.ElapsedMilliseconds} ms, {answers} answers by A* meanwhile");
        Assert.True(answers > 0);
        Assert.True(planner.Plan(map, new(0, 0), new(11, 9), new PlanOptions { ReusePolicy = false }).Steps > 0);
    }

    [Fact]
    public void A_process_is_at_rest_when_none_of_its_threads_runs_and_stopped_only_by_a_signal()
    {
        using var sleeping = Process.Start("sleep", "60");
        using var busy = Process.Start(new ProcessStartInfo("sh", ["-c", "while :; do :; done"]))!;
        try
        {
            Assert.True(SpinWait.SpinUntil(() => ProcessState.IsAtRest(sleeping.Id), Patience));
            Assert.True(SpinWait.SpinUntil(() => !ProcessState.IsAtRest(busy.Id), Patience));
            Assert.False(ProcessState.IsStopped(sleeping.Id));
            using (var stop = Process.Start("kill", ["-STOP", $"{busy.Id}"]))
                stop.WaitForExit();
            Assert.True(SpinWait.SpinUntil(() => ProcessState.IsAtRest(busy.Id) && ProcessState.IsStopped(busy.Id), Patience));
        }
        finally
        {
            sleeping.Kill();
            busy.Kill();
        }
        busy.WaitForExit();
        Assert.False(ProcessState.IsAtRest(busy.Id));
    }

    [Fact]
    public async Task Process_that_dies_again_and_again_is_started_ever_more_seldom()
    {
        using var served = Serve(ModelFile(), new ServingTimes { FirstPause = TimeSpan.FromMinutes(5) });
        for (var death = 1; death <= 3; death++)
        {
            while (served.Current is null)
                await Task.Delay(5, Cancel);
            using var victim = Process.GetProcessById(served.Current.ProcessId);
            victim.Kill();
            await victim.WaitForExitAsync(Cancel);
            while (served.Current?.ProcessId == victim.Id)
                await Task.Delay(5, Cancel);
        }
        await Task.Delay(500, Cancel);
        Assert.Equal((2, true), (served.Replaced, served.Current is null));
    }

    [Fact]
    public void State_of_a_dead_process_is_lost_and_a_slot_that_begins_anew_goes_on_with_the_next()
    {
        using var served = Serve(ModelFile());
        using var batch = served.Open(1, 6, 6);
        Begin(batch, 0, 1);
        Assert.True(batch.Step(Cancel));
        using var victim = Process.GetProcessById(served.Current!.ProcessId);
        victim.Kill();
        Assert.False(batch.Step(Cancel));
        Assert.False(batch.TrySave(0, new float[batch.StateLength], new float[batch.StateLength]));
        Assert.True(SpinWait.SpinUntil(() => served.Replaced == 1, Patience));
        Assert.False(batch.Step(Cancel));
        Begin(batch, 0, 1);
        Assert.True(batch.Step(Cancel));
    }

    [Fact]
    public void Cancelled_step_ends_at_once_and_the_process_lives()
    {
        using var served = Serve(ModelFile(hidden: 64, cycles: 3));
        using var batch = served.Open(1, 96, 96);
        Begin(batch, 0, 1);
        var whole = Stopwatch.StartNew();
        Assert.True(batch.Step(Cancel));
        whole.Stop();
        Begin(batch, 0, 1);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(5));
        var cut = Stopwatch.StartNew();
        Assert.False(batch.Step(soon.Token));
        Assert.True(cut.Elapsed < whole.Elapsed + TimeSpan.FromMilliseconds(500), $"a cancelled step took {cut.ElapsedMilliseconds} ms, a whole one {whole.ElapsedMilliseconds} ms");
        Begin(batch, 0, 1);
        Assert.True(batch.Step(Cancel));
        Assert.Equal(0, served.Replaced);
    }

    [Fact]
    public void Step_that_takes_far_longer_than_it_ever_did_is_a_hang()
    {
        using var served = Serve(ModelFile(hidden: 64, cycles: 3), new ServingTimes { FirstStep = TimeSpan.FromMilliseconds(1) });
        using var batch = served.Open(1, 128, 128);
        Begin(batch, 0, 1);
        Assert.False(batch.Step(Cancel));
        Assert.True(SpinWait.SpinUntil(() => served.Replaced == 1, Patience));
    }

    [Fact]
    public void Model_that_cannot_be_loaded_says_why()
    {
        File.WriteAllBytes(_folder["noise.onnx"], new byte[1000]);
        Assert.Contains("ONNX Runtime refused its 1000 bytes", Assert.Throws<InvalidDataException>(() => Serve(_folder["noise.onnx"])).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static ServedModel Serve(string file, ServingTimes? times = null) =>
        ServedModel.Start(() => OwnProgram.With("serve-model", "--model", file), times ?? new(), TimeProvider.System, NullLogger.Instance);

    private static void Begin(IStepBatch batch, int slot, int seed)
    {
        Fill(batch.Planes(slot), seed);
        batch.Restart(slot);
    }

    private static void Fill(Span<float> planes, int seed)
    {
        var random = new Random(seed);
        foreach (ref var value in planes)
            value = random.NextSingle();
    }

    private string ModelFile(int hidden = 8, int cycles = 1)
    {
        var configuration = new ModelConfiguration { Shape = PlannerTask.Shape, Mixer = Mixer.Convolution, Hidden = hidden, Inner = 2 * hidden, LatentSteps = 1, Cycles = cycles, MaxSteps = 4, Halt = HaltReading.Mean };
        using var network = Network.Create(configuration, seed: 3);
        var file = _folder[$"model-{hidden}-{cycles}.onnx"];
        File.WriteAllBytes(file, ModelExport.ToOnnx(network, ExportPrecision.Fp32));
        return file;
    }
}
