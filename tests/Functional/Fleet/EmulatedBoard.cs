using System.Diagnostics;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>
/// Runs the published arm64 agent as a Raspberry Pi 5 would, under qemu: the libraries are those of <c>.ci/arm64</c>, and /proc/cpuinfo tells of a
/// Cortex-A76, which ONNX Runtime reads, in a mount namespace of its own.
/// </summary>
internal sealed class EmulatedBoard : IDisposable
{
    private const string Emulator = "qemu-aarch64-static";

    private const string Processor = """
        processor	: 0
        BogoMIPS	: 108.00
        Features	: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp
        CPU implementer	: 0x41
        CPU architecture: 8
        CPU variant	: 0x4
        CPU part	: 0xd0b
        CPU revision	: 1

        """;

    private readonly string _processor = Path.GetTempFileName();
    private readonly string _program;

    private EmulatedBoard(string program, string root)
    {
        _program = program;
        File.WriteAllText(_processor, Processor);
        ChildPrefix = $"{Emulator} -cpu cortex-a76 -L {root}";
    }

    /// <summary>Stands before every command of the agent's children.</summary>
    public string ChildPrefix { get; }

    /// <summary>The agent's command line; its arguments follow.</summary>
    public string[] Command => ["unshare", "-m", "sh", "-c", "mount --bind \"$0\" /proc/cpuinfo && exec \"$@\"", _processor, .. ChildPrefix.Split(' '), _program];

    /// <summary>The board, or a skipped test where a part of it is missing.</summary>
    public static EmulatedBoard Find()
    {
        var repository = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(repository.FullName, "Trm.Grid.sln")))
            repository = repository.Parent!;
        var program = Path.Combine(repository.FullName, "artifacts", "publish", "agent-linux-arm64", "trm-edge");
        var root = Path.Combine(repository.FullName, "artifacts", "arm64-root");
        Assert.SkipUnless(File.Exists(program), "the arm64 agent is not published; `dotnet msbuild Trm.Grid.sln -t:PublishAgent` does it");
        Assert.SkipUnless(Directory.Exists(root), "there is no emulated board; as root on Debian `.ci/arm64` makes one");
        var board = new EmulatedBoard(program, root);
        Assert.SkipUnless(Run("unshare", "-m", "true") == 0 && Run(Emulator, "--version") == 0, "no emulator, or no right to a mount namespace; run `.ci/arm64`, and the tests as root");
        return board;
    }

    /// <summary>Runs one of the agent's commands to its end.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        string[] command = [.. Command, .. arguments];
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, faults) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {process.ExitCode}: {await faults}");
        return await said;
    }

    public void Dispose() => File.Delete(_processor);

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
