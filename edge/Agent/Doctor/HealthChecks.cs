using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Trm.Grid.Contracts.V1;
using Trm.Grid.Edge.Boards;
using Trm.Grid.Edge.Commands;
using Trm.Grid.Edge.Gpio;
using Trm.Grid.Edge.Identity;
using Trm.Grid.Edge.Planning;
using Trm.Grid.Edge.Serving;
using Trm.Grid.Edge.Storage;
using Trm.Grid.Edge.Swap;
using Trm.Grid.Packages;

namespace Trm.Grid.Edge.Doctor;

/// <summary>Looks at everything that an agent on a folder needs. Changes nothing, and may run beside the agent.</summary>
internal sealed class HealthChecks(AgentHome home, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);
    private const int Side = 32;
    private AgentSettings _settings = new();
    private DeviceIdentity? _identity;
    private GetAgentStatusResponse? _running;

    private DeviceIdentity Known => _identity ?? throw new InvalidDataException("unknown without an identity");

    public async Task<IReadOnlyList<HealthCheck>> RunAsync(CancellationToken cancel) =>
    [
        await LookAsync("settings", Settings),
        await LookAsync("folder", Folder),
        await LookAsync("disk", Disk),
        await LookAsync("identity", Identity),
        await LookAsync("certificate", Certificate),
        await LookAsync("clock", Clock),
        await LookAsync("grid", () => GridAsync(cancel)),
        await LookAsync("runtime", () => RuntimeAsync(cancel)),
        await LookAsync("model", Model),
        await LookAsync("agent", () => AgentAsync(cancel)),
        await LookAsync("lines", Lines),
    ];

    private static Task<HealthCheck> LookAsync(string name, Func<string> look) => LookAsync(name, () => Task.FromResult(look()));

    private static async Task<HealthCheck> LookAsync(string name, Func<Task<string>> look)
    {
        try
        {
            return new(name, true, await look());
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new(name, false, e.Message);
        }
    }

    private string Settings()
    {
        _settings = AgentSettings.Read(home);
        return File.Exists(Path.Combine(home.Folder, AgentSettings.FileName)) ? AgentSettings.FileName : $"no {AgentSettings.FileName}: the defaults hold";
    }

    private string Folder()
    {
        var probe = Path.Combine(home.Folder, $"doctor-{Environment.ProcessId}");
        AtomicFile.Write(probe, [1]);
        File.Delete(probe);
        return home.Folder;
    }

    private string Disk()
    {
        var (free, wanted) = (DiskSpace.Free(home.Folder), new AgentOptions().SpoolBytes);
        return free >= wanted ? $"{free >> 20} MiB free" : throw new IOException($"{free >> 20} MiB are free, results may need {wanted >> 20}; make room");
    }

    private string Identity()
    {
        var identity = _identity = DeviceIdentity.Load(home);
        var mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(home.Key);
        return (mode & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) == 0
            ? $"{identity.DeviceId} of {identity.Server}"
            : throw new IOException($"others may read the device's key {home.Key}; chmod 600 it");
    }

    private string Certificate()
    {
        using var certificate = X509CertificateLoader.LoadCertificate(Known.Certificate);
        var left = new DateTimeOffset(certificate.NotAfter) - clock.GetUtcNow();
        return left > TimeSpan.Zero ? $"{left.TotalDays:0} days left" : throw new InvalidDataException($"it ended on {certificate.NotAfter:u}; enrol again with a new token");
    }

    private string Clock()
    {
        var (now, told) = (clock.GetUtcNow(), Known.ServerTime);
        return now > told - Slack ? $"{now:u}" : throw new InvalidDataException($"it says {now:u}, the grid said {told:u} before; set it (the agent goes by the grid's meanwhile)");
    }

    private async Task<string> GridAsync(CancellationToken cancel)
    {
        var known = Known;
        // As the agent judges: a board that boots in 1970 goes by what the grid said last.
        var judge = new BoardClock(clock);
        judge.Learn(known.ServerTime);
        string? refused = null;
        using var certificate = known.OpenCertificate();
        using var channel = GrpcChannel.ForAddress(known.Server, new GrpcChannelOptions { HttpHandler = GridTls.ForDevice(known.Authority, certificate, judge, why => refused = why), DisposeHttpClient = true });
        try
        {
            // No results change nothing, and only a device of that grid may report them.
            await new DeviceLink.DeviceLinkClient(channel).ReportResultsAsync(new(), deadline: CallDeadline.In(Patience), cancellationToken: cancel);
            return $"{known.Server} answers, and knows this device";
        }
        catch (RpcException e)
        {
            cancel.ThrowIfCancellationRequested();
            throw new IOException($"{WordsOf(known.Server, e, refused)}; plans go on, results wait", e);
        }
    }

    private static string WordsOf(Uri server, RpcException fault, string? refused) =>
        refused is not null ? $"GRID_CERTIFICATE_INVALID: the certificate that {server} shows does not count: {refused}; have the grid's own put right, or enrol again where the grid is another one"
        : GridFault.IsFromGrid(fault) ? $"{GridFault.Reason(fault)}: {fault.Status.Detail}"
        : fault.StatusCode == StatusCode.DeadlineExceeded ? $"{server} does not answer: nothing within {Patience.TotalSeconds:0} s"
        : $"{server} does not answer: {GridFault.WayOf(fault)}";

    private async Task<string> RuntimeAsync(CancellationToken cancel)
    {
        var start = OwnProgram.With(["probe", .. _settings.Runtime.ToArguments()]);
        start.RedirectStandardOutput = true;
        using var probe = Process.Start(start)!;
        var (said, faults) = (probe.StandardOutput.ReadToEndAsync(cancel), probe.StandardError.ReadToEndAsync(cancel));
        await probe.WaitForExitAsync(cancel);
        if (probe.ExitCode != 0)
            throw new InvalidDataException($"the probe ended with {probe.ExitCode}: {(await faults).Trim()}");
        var found = JsonNode.Parse(await said)!;
        var provider = (string)found["provider"]!;
        return _settings.Runtime.Provider.Length == 0 || provider == _settings.Runtime.Provider
            ? $"ONNX Runtime {found["version"]}, {provider}"
            : throw new InvalidDataException(provider);
    }

    private string Model()
    {
        var slot = new Slots(home.Slots).Active ?? throw new InvalidDataException("there is none, A* answers; assign one");
        var package = PackageFolder.Open(slot.Folder, Known.Trusted);
        if (slot.ProvenDigest != package.Digest.ToString())
            throw new InvalidDataException($"slot {slot.Name} is not proven; assign the model again");
        using var served = ServedModel.Start(
            () => OwnProgram.With(["serve-model", "--model", package.FileOf(Roles.OnnxFp32), .. _settings.Runtime.ToArguments()]), new ServingTimes(), clock, NullLogger.Instance);
        using var batch = served.Open(1, Side, Side);
        var least = TimeSpan.MaxValue;
        for (var step = 0; step < 5; step++)
        {
            var began = clock.GetTimestamp();
            if (!batch.Step())
                throw new InvalidDataException("its process does not take a step");
            var took = clock.GetElapsedTime(began);
            least = took < least ? took : least;
        }
        return $"{package.Digest}, a step on {Side}x{Side} cells takes {least.TotalMilliseconds:0.0} ms";
    }

    private async Task<string> AgentAsync(CancellationToken cancel)
    {
        using var client = new LocalClient(home);
        var status = await LocalClient.CallAsync(home, async () => await client.Api.GetAgentStatusAsync(new(), deadline: CallDeadline.In(Patience), cancellationToken: cancel));
        _running = status;
        return $"{status.State}, {(status.Connected ? "connected" : "not connected")}{(status.EmergencyStop ? ", the emergency stop is pressed" : "")}";
    }

    private string Lines()
    {
        var wanted = _settings.Gpio.Words;
        if (_running is not { } agent)
        {
            _settings.Gpio.Try(GpioChips.Open);
            return wanted.Length > 0 ? $"{wanted}: they can be opened" : "none is used";
        }
        if (agent.LinesFailure.Length > 0)
            throw new InvalidDataException($"{agent.Lines}: {agent.LinesFailure}; then start the agent again");
        return agent.Lines == wanted
            ? wanted.Length > 0 ? $"{wanted}: the running agent has them" : "none is used"
            : throw new InvalidDataException($"{AgentSettings.FileName} says '{wanted}', the running agent uses '{agent.Lines}'; start it again");
    }
}
