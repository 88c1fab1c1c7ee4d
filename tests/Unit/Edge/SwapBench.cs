using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Trm.Grid.Edge;
using Trm.Grid.Edge.Planning;
using Trm.Grid.Edge.Swap;
using Trm.Grid.Edge.Trials;
using Trm.Grid.Packages;

namespace Trm.Grid.Tests.Unit.Edge;

/// <summary>A swapper on real slots, with packages of plain bytes and a proof and a loader that the test decides on.</summary>
internal sealed class SwapBench : IAsyncDisposable
{
    private readonly EdgeFolder _folder = new();
    private readonly Signal _changed = new();
    private CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public SwapBench(TrialLimits? trial = null)
    {
        Trial = trial ?? Trial;
        Build();
    }

    public FakeSource Source { get; } = new();

    public SigningKey Key { get; } = SigningKey.Create();

    public TrustedKeys Trusted { get; set; } = TrustedKeys.None;

    /// <summary>Digests whose golden vectors come out wrong here.</summary>
    public HashSet<string> Unprovable { get; } = [];

    /// <summary>Digests whose networks answer nothing.</summary>
    public HashSet<string> Blind { get; } = [];

    /// <summary>New models are not tried unless the test says so.</summary>
    public TrialLimits Trial { get; set; } = new() { Time = TimeSpan.Zero };

    /// <summary>Told of every version that is loaded.</summary>
    public Action<string>? Loading { get; set; }

    public MotionLock Motion { get; } = new(TimeSpan.FromMinutes(10), TimeProvider.System);

    public Shadow Shadow { get; private set; } = null!;

    public ActiveModel Model { get; private set; } = new();

    public Slots Slots { get; private set; } = null!;

    public Swapper Swapper { get; private set; } = null!;

    /// <summary>The states that were seen, in order.</summary>
    public List<SwapState> Seen { get; } = [];

    public string Folder => _folder.Path;

    public PackageFolder Package(int seed, int bytes = 5000, SigningKey? signer = null, string task = "planner")
    {
        var folder = Directory.CreateDirectory(_folder[$"package-{seed}"]).FullName;
        var model = new byte[bytes];
        new Random(seed).NextBytes(model);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), model);
        var manifest = new Manifest
        {
            Task = task,
            Input = PackageInput.Planes,
            Channels = 3,
            Classes = 8,
            Steps = 4,
            Configuration = JsonDocument.Parse("{}").RootElement,
            Lineage = new() { Run = $"run-{seed}", Dataset = Digest.OfText("maps"), Seed = seed, CodeVersion = "0.1.0", Created = DateTimeOffset.UnixEpoch },
            MinAgent = "0.1.0",
            MinRuntime = "0.1.0",
        };
        Trusted = Trusted.With(TrustedKeys.Of(Key));
        var package = PackageFolder.Write(folder, manifest, (Roles.OnnxFp32, "model.onnx")).Sign(signer ?? Key);
        Source.Add(package);
        return package;
    }

    public void Start()
    {
        Swapper.Recover();
        _stop = new();
        _run = Swapper.RunAsync(_stop.Token);
    }

    /// <summary>Ends the swapper as a process would, and makes a new one on the same folder.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        Build();
        Start();
    }

    public void Desire(ulong revision, PackageFolder package) => Swapper.Desire(new Wish(revision, package.Digest.ToString(), "planner"));

    /// <summary>Lets two versions run one after the other: the first is the way back then.</summary>
    public async Task<(PackageFolder First, PackageFolder Second)> RunTwoAsync()
    {
        var (first, second) = (Package(1), Package(2));
        Start();
        Desire(1, first);
        await ReachAsync(SwapState.Active, 1);
        Desire(2, second);
        await ReachAsync(SwapState.Active, 2);
        return (first, second);
    }

    public Task ReachAsync(SwapState state, ulong revision) => UntilAsync(s => s.State == state && s.Revision == revision);

    public async Task UntilAsync(Func<SwapStatus, bool> reached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!reached(Swapper.Status))
        {
            Assert.False(_run.IsFaulted, _run.Exception?.ToString());
            await _changed.WaitAsync(limit.Token);
            Seen.Add(Swapper.Status.State);
        }
    }

    /// <summary>Asks what the robot would ask, until the swapper's state is another.</summary>
    public async Task AskWhileAsync(SwapState state)
    {
        while (Swapper.Status.State == state)
        {
            Shadow.Offer(Answers.Sample(Model.Digest, !Blind.Contains(Model.Digest)));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run.ContinueWith(_ => { }, TaskScheduler.Default);
        Model.Dispose();
        Model = new();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Model.Dispose();
        Key.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    private void Build()
    {
        Slots = new Slots(_folder["slots"]);
        var ports = new SwapPorts
        {
            Slots = Slots,
            Memory = new SwapMemory(_folder["slots"]),
            Source = Source,
            Trusted = () => Trusted,
            Prove = (folder, _) => Unprovable.Contains(PackageFolder.Open(folder).Digest.ToString()) ? throw new ProofException("logits differ by 0.5") : Task.CompletedTask,
            Load = package =>
            {
                Loading?.Invoke(package.Digest.ToString());
                return new LoadedModel(package.Digest.ToString(), null);
            },
            Model = Model,
            Motion = Motion,
            Shadow = Shadow = new Shadow(Trial, TimeProvider.System, (previous, _, _) => Answers.Of(!Blind.Contains(previous.Digest))),
            Retry = TimeSpan.FromMilliseconds(1),
        };
        Swapper = new Swapper(ports, _changed, NullLogger.Instance);
    }
}
