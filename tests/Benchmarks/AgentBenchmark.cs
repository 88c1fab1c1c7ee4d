using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CostMap = Trm.Grid.Puzzles.Planning.CostMap;
using Microsoft.Extensions.Logging.Abstractions;
using PlannerKind = Trm.Grid.Contracts.V1.PlannerKind;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Commands;
using Trm.Grid.Edge.Serving;
using Trm.Grid.Evaluation.Suites;
using Trm.Grid.Model;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles.Planning;
using Trm.Grid.Runtime;
using Trm.Grid.Runtime.Wire;

namespace Trm.Grid.Tests.Benchmarks;

/// <summary>
/// What the agent costs a board: its files, its memory, its start, its steps, its rest. The native file where <c>PublishAgentNative</c> has left one.
/// <c>dotnet run -c Release --project tests/Benchmarks -- agent 60</c>
/// The README has its figures.
/// </summary>
internal static class AgentBenchmark
{
    private const int Starts = 7, Repeats = 40, Maps = 200, Side = 32, Replacements = 5;
    private const double BoardPlan = 0.2;
    private const double BoardRate = 60e9;

    public static IEnumerable<string> Rows(int idleSeconds)
    {
        using var agent = new BenchAgent(BundledModel.Repository);
        yield return $"| the agent, {agent.Build} build | | goal |\n|---|---|---|";
        foreach (var row in Sizes())
            yield return row;
        foreach (var row in Life(agent, idleSeconds))
            yield return row;
        foreach (var signal in (string[])["-KILL", "-STOP"])
            yield return Row($"from a model's process that got {signal} to the network's next answer, median of {Replacements}; A* answers meanwhile", $"{Percentile.Of([.. Enumerable.Range(0, Replacements).Select(_ => ReplacementMilliseconds(agent, signal))], 0.5):0} ms", "1000 ms");
        foreach (var row in Steps(agent))
            yield return row;
        foreach (var row in OnABoard(agent))
            yield return row;
    }

    private static IEnumerable<string> Sizes()
    {
        foreach (var board in (string[])["linux-x64", "linux-arm64"])
        {
            var folder = Path.Combine(BundledModel.Repository, "artifacts", "publish", $"agent-native-{board}");
            yield return File.Exists(Path.Combine(folder, "trm-edge"))
                ? Row($"native file for {board}, and the ONNX Runtime library", $"{Megabytes(folder, "trm-edge"):0.0} MB, {Megabytes(folder, "libonnxruntime.so"):0.0} MB", "30 MB without the library")
                : Row($"native file for {board}", $"not published", "");
        }
    }

    /// <summary>Starts it again and again; the last one is looked at while it rests.</summary>
    private static IEnumerable<string> Life(BenchAgent agent, int idleSeconds)
    {
        var (times, worked) = (new List<double>(), new List<double>());
        for (var start = 0; start < Starts; start++)
        {
            var began = Stopwatch.GetTimestamp();
            var process = agent.Start();
            Ask(agent);
            var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            // The first one finds this program's own client cold.
            if (start > 0)
            {
                times.Add(took);
                worked.Add(BenchAgent.Family(process).Sum(id => BenchAgent.Busy(id).TotalMilliseconds));
            }
            BenchAgent.Stop(process);
        }
        yield return Row($"from the process's start to the first checked path, median of {times.Count} starts", $"{Percentile.Of(times, 0.5):0} ms", "500 ms");

        yield return Row($"processor time in it, of all cores: what it would take at most on a machine with nothing else to do", $"{Percentile.Of(worked, 0.5):0} ms", "");

        var last = agent.Start();
        Ask(agent);
        var family = BenchAgent.Family(last);
        var held = family.Select(BenchAgent.OwnMegabytes).ToList();
        yield return Row($"memory (Pss) with the planner loaded and used: the agent, the model's process", $"{held.Sum():0} MB: {string.Join(", ", held.Select(mb => string.Create(CultureInfo.InvariantCulture, $"{mb:0}")))}", "80 MB");
        var (from, busy) = (Stopwatch.GetTimestamp(), family.Select(BenchAgent.Busy).ToList());
        Thread.Sleep(TimeSpan.FromSeconds(idleSeconds));
        var passed = Stopwatch.GetElapsedTime(from);
        var shares = family.Select((id, i) => (BenchAgent.Busy(id) - busy[i]) / passed).ToList();
        yield return Row($"at rest for {idleSeconds} s: the agent, the model's process", $"{shares.Sum():0.00 %} of one core: {string.Join(", ", shares.Select(s => s.ToString("0.00 %", CultureInfo.InvariantCulture)))}", "0.5 %");
        BenchAgent.Stop(last);
    }

    /// <summary>On an agent of its own: one whose model dies again and again starts it ever more seldom.</summary>
    private static double ReplacementMilliseconds(BenchAgent agent, string signal)
    {
        var process = agent.Start();
        Ask(agent);
        using var client = new LocalClient(agent.Home);
        var (restarts, map) = (client.Api.GetAgentStatus(new()).ModelRestarts, Load(client));
        using (var kill = Process.Start("kill", [signal, BenchAgent.Family(process)[1].ToString(CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        var began = Stopwatch.GetTimestamp();
        // Every goal is new: what the network said of an earlier one is remembered.
        for (var goal = 1; ; goal++)
        {
            var plan = client.Api.PlanPath(new PlanPathRequest { MapDigest = map, Query = To(Side - 0.5 - (goal / Side % Side), Side - 0.5 - (goal % Side)) }).Plan;
            if (!plan.Verified)
                throw new InvalidOperationException($"expected a checked path, got {plan}");
            if (plan.Planner == PlannerKind.Trm && client.Api.GetAgentStatus(new()).ModelRestarts > restarts)
                break;
        }
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        BenchAgent.Stop(process);
        return took;
    }

    private static PlanQuery To(double x, double y) => new() { Start = new() { X = 0.5, Y = 0.5 }, Goal = new() { X = x, Y = y } };

    private static string Load(LocalClient client)
    {
        using var upload = client.Api.LoadMap();
        foreach (var (head, cells) in CostMapWire.ToPieces(new CostMap(Side, Side, new byte[Side * Side])))
            upload.RequestStream.WriteAsync(new LoadMapRequest { Map = head, Cells = cells }).GetAwaiter().GetResult();
        upload.RequestStream.CompleteAsync().GetAwaiter().GetResult();
        return upload.GetAwaiter().GetResult().MapDigest;
    }

    private static void Ask(BenchAgent agent)
    {
        using var client = new LocalClient(agent.Home);
        var plan = client.Api.PlanPath(new PlanPathRequest { MapDigest = Load(client), Query = To(Side - 0.5, Side - 2.5) }).Plan;
        if (!plan.Verified || plan.Planner != PlannerKind.Trm)
            throw new InvalidOperationException($"expected a checked path of the network, got {plan}");
    }

    private static IEnumerable<string> Steps(BenchAgent agent)
    {
        foreach (var (name, role) in ((string, string)[])[("fp32", Roles.OnnxFp32), ("int8", Roles.OnnxInt8)])
        {
            using var served = ServedModel.Start(() => agent.With("serve-model", "--model", agent.Package.FileOf(role)), new ServingTimes(), TimeProvider.System, NullLogger.Instance);
            foreach (var side in (int[])[32, 64])
                yield return Row($"a step on {side}x{side} cells, {name}, median of {Repeats}", $"{StepMilliseconds(served, side):0.0} ms", "");
        }
    }

    private static double StepMilliseconds(ServedModel model, int side)
    {
        using var batch = model.Open(1, side, side);
        batch.Planes(0).Fill(0.5f);
        batch.Restart(0);
        batch.Step();
        return Percentile.Of([.. Enumerable.Range(0, Repeats).Select(_ =>
        {
            var began = Stopwatch.GetTimestamp();
            batch.Step();
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }).ToList()], 0.5);
    }

    /// <summary>What a Pi 5 would take, were its 60 GFLOP/s (an order of magnitude) all there is to say.</summary>
    private static IEnumerable<string> OnABoard(BenchAgent agent)
    {
        var network = agent.Package.Manifest.Configuration.Deserialize<ModelConfiguration>(ModelJson.Options)!;
        foreach (var side in (int[])[32, 64])
        {
            var cost = StepCost.Forward(network, side * side);
            yield return Row($"work of a step on {side}x{side} cells, and its time at 60 GFLOP/s", $"{cost / 1e9:0.00} GFLOP, {cost / BoardRate * 1e3:0} ms", "");
        }
        var (steps, step) = (StepsOfPlans(), StepCost.Forward(network, Side * Side) / BoardRate);
        yield return Row($"a whole plan on {Side}x{Side} cells there, at the {steps.Average():0.0} steps that {Maps} generated maps take in the mean, and at the p95 of {Percentile.Of([.. steps], 0.95):0}", $"{steps.Average() * step * 1e3:0} ms, {Percentile.Of([.. steps], 0.95) * step * 1e3:0} ms; {steps.Count(taken => taken * step <= BoardPlan) / (double)Maps:0.0 %} within 200 ms", "200 ms");
    }

    private static List<double> StepsOfPlans()
    {
        using var model = BundledModel.LoadPlanner();
        using var solver = new RecursiveSolver(model);
        var source = new PlannerExamples(new PlannerExampleOptions { Seed = 0x5eed_2003, Canvas = Side, MinSize = Side });
        return Enumerable.Range(0, Maps).Select(index =>
        {
            var (map, goal) = source.DrawMap(index);
            var field = DistanceField.To(goal, map);
            var starts = Enumerable.Range(0, map.Cells.Length).Select(i => new Cell(i % map.Width, i / map.Width)).Where(cell => field.Units(cell) != DistanceField.Unreachable).ToList();
            return new PathPlanner(solver).Plan(map, starts[new Random(index).Next(starts.Count)], goal).Steps + 0.0;
        }).ToList();
    }

    private static double Megabytes(string folder, string file) => new FileInfo(Path.Combine(folder, file)).Length / 1e6;

    private static string Row(FormattableString name, FormattableString value, string goal) =>
        $"| {FormattableString.Invariant(name)} | {FormattableString.Invariant(value)} | {goal} |";
}
