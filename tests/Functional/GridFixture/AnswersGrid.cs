using Trm.Grid.Contracts.V1;
using Trm.Grid.Evaluation;
using Trm.Grid.Hosting;
using Trm.Grid.Registry;
using Trm.Grid.Solving;

namespace Trm.Grid.Tests.Functional;

/// <summary>A grid that evaluates and solves, with models of known answers, and the clients that its tests use.</summary>
public class AnswersGrid : IAsyncLifetime
{
    /// <summary>Rows and columns of the maps that the planners here take.</summary>
    public const int Side = 16;

    private readonly SolvingOptions options;
    private RunningTestGrid? grid;

    public AnswersGrid()
        : this(new() { AliasAge = TimeSpan.Zero })
    {
    }

    internal AnswersGrid(SolvingOptions options) => this.options = options;

    public RunningTestGrid Grid => grid ?? throw new InvalidOperationException("the grid has not started");

    internal BrokenCalls Calls { get; } = new();

    internal ModelRegistry.ModelRegistryClient Registry => Grid.As(CallerRole.Operator).Registry;

    internal ModelEvaluation.ModelEvaluationClient Evaluation => Grid.As(CallerRole.Trainer).Evaluation;

    internal PuzzleSolving.PuzzleSolvingClient Solving => Grid.As(CallerRole.Solver).Solving;

    internal RegistryClient Client => new(Grid.As(CallerRole.Operator), Grid.Paths);

    internal static async Task<AnswersGrid> StartAsync(SolvingOptions? options = null)
    {
        var made = options is null ? new AnswersGrid() : new(options);
        await made.InitializeAsync();
        return made;
    }

    public async ValueTask InitializeAsync() =>
        grid = await RunningTestGrid.StartAsync([Calls, new RegistryRole(BundledPackages.None), new EvaluationRole(), new SolvingRole(options)]);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Grid.DisposeAsync();
    }

    /// <summary>Registers a package and makes it the model's champion.</summary>
    internal async Task<ModelVersion> PushAsync(TestPackage package, string model, ulong revision = 0)
    {
        var cancel = TestContext.Current.CancellationToken;
        using (package)
        {
            var version = await Client.PushAsync(package.Folder, model, cancellationToken: cancel);
            await Registry.SetAliasAsync(new() { Model = model, Alias = ModelReference.Champion, VersionDigest = version.Digest, ExpectedRevision = revision }, cancellationToken: cancel);
            return version;
        }
    }

    internal Task<ModelVersion> PushBeelineAsync(string model = "planner", bool halts = true, int products = 0) =>
        PushAsync(TestPackage.Of(HandMadeGraphs.Beeline(Side, halts, products), HandMadeGraphs.PlannerOf(Side)), model);
}
