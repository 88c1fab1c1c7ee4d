using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Trm.Grid.Edge.Identity;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Edge.Swap;
using Trm.Grid.Packages;

namespace Trm.Grid.Tests.Benchmarks;

/// <summary>An agent on a folder of its own, with the bundled planner in its active slot and a grid that is never there.</summary>
internal sealed class BenchAgent : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("trm-bench-");

    /// <param name="repository">Where the solution lies.</param>
    public BenchAgent(string repository)
    {
        var native = Path.Combine(repository, "artifacts", "publish", $"agent-native-{(IsArm ? "linux-arm64" : "linux-x64")}", "trm-edge");
        (Build, Command) = File.Exists(native) ? ("native", [native]) : ("managed", new[] { "dotnet", Path.Combine(AppContext.BaseDirectory, "trm-edge.dll") });
        Home = new AgentHome(_folder.FullName);
        using var signer = SigningKey.Create();
        var slots = new Slots(Home.Slots);
        Package = Trmpkg.Unpack(BundledModel.FileOf(BundledModel.Planner), Path.Combine(Home.Slots, "a")).Sign(signer);
        slots.Inactive.MarkProven();
        slots.Activate(slots.Inactive);
        using var key = DeviceKey.LoadOrCreate(Home.Key);
        using var certificate = new CertificateRequest("CN=bench", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(30));
        var der = certificate.Export(X509ContentType.Cert);
        DeviceIdentity.Save(Home, new("bench", "https://127.0.0.1:9", der, der, signer.PublicKeyPem, TimeProvider.System.GetUtcNow()));
    }

    public AgentHome Home { get; }

    /// <summary>The planner in the slot.</summary>
    public PackageFolder Package { get; }

    /// <summary>native or managed.</summary>
    public string Build { get; }

    /// <summary>What stands before the agent's arguments.</summary>
    public string[] Command { get; }

    private static bool IsArm => System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64;

    public ProcessStartInfo With(params string[] arguments) => new(Command[0], [.. Command[1..], .. arguments]) { RedirectStandardInput = true, RedirectStandardError = true };

    /// <summary>Starts it and returns when the robot's interface answers. It ends with the process that started it, or when its input is closed.</summary>
    public Process Start()
    {
        var agent = Process.Start(With("run", "--home", Home.Folder, "--with-parent"))!;
        var heard = new List<string>();
        while (agent.StandardError.ReadLine() is { } line)
        {
            heard.Add(line);
            if (!line.Contains("the robot's interface is", StringComparison.Ordinal))
                continue;
            // What it says later is nobody's, but its pipe must not fill up.
            _ = agent.StandardError.ReadToEndAsync();
            return agent;
        }
        throw new InvalidOperationException($"the agent ended instead of listening:\n{string.Join('\n', heard)}");
    }

    public static void Stop(Process agent)
    {
        agent.StandardInput.Close();
        agent.WaitForExit();
        agent.Dispose();
    }

    /// <summary>The agent and the process of its model.</summary>
    public static IReadOnlyList<int> Family(Process agent) =>
    [
        agent.Id,
        .. Directory.GetDirectories($"/proc/{agent.Id}/task").SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture)),
    ];

    /// <summary>What the process holds alone, and its share of what it holds with others.</summary>
    public static double OwnMegabytes(int process) =>
        File.ReadLines($"/proc/{process}/smaps_rollup").Where(line => line.StartsWith("Pss:", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).First() / 1024;

    /// <summary>Processor time of a process since its start, by the kernel's own ticks of 10 ms.</summary>
    public static TimeSpan Busy(int process)
    {
        using var open = Process.GetProcessById(process);
        return open.TotalProcessorTime;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
