using System.Diagnostics;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>
/// Runs the native arm64 agent as a Raspberry Pi 5 would, under qemu: the libraries are those of <c>.ci/arm64</c>, and /proc/cpuinfo tells of a
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
        var program = NativeAgent.Find("linux-arm64");
        var root = Path.Combine(NativeAgent.Repository, "artifacts", "arm64-root");
        Assert.SkipUnless(Directory.Exists(root), "there is no emulated board; as root on Debian `.ci/arm64` makes one");
        var board = new EmulatedBoard(program, root);
        Assert.SkipUnless(Run("unshare", "-m", "true") == 0 && Run(Emulator, "--version") == 0, "no emulator, or no right to a mount namespace; run `.ci/arm64`, and the tests as root");
        return board;
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
