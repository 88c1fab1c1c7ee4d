using System.Diagnostics;

namespace Trm.Grid.Tests.Unit.Edge;

/// <summary>The files with which a board's owner installs the agent.</summary>
public sealed class InstallTests : IDisposable
{
    private readonly EdgeFolder _folder = new();

    [Fact]
    public void Script_puts_the_program_and_its_unit_into_place_and_an_update_keeps_one_whole_program()
    {
        var release = Release("first");
        Assert.Equal((0, ""), Run("sh", Path.Combine(release, "install.sh"), "--root", _folder["root"]));
        Assert.Equal("first", File.ReadAllText(_folder["root/opt/trm-edge/trm-edge"]));
        Assert.Equal("/opt/trm-edge/trm-edge", new FileInfo(_folder["root/usr/local/bin/trm-edge"]).LinkTarget);
        Assert.True(File.Exists(_folder["root/etc/systemd/system/trm-edge.service"]));

        Assert.Equal((0, ""), Run("sh", Path.Combine(Release("second"), "install.sh"), "--root", _folder["root"]));
        Assert.Equal("second", File.ReadAllText(_folder["root/opt/trm-edge/trm-edge"]));
        Assert.Equal((0, ""), Run("sh", Path.Combine(Release("third"), "install.sh"), "--root", _folder["root"]));
        Assert.Equal("third", File.ReadAllText(_folder["root/opt/trm-edge/trm-edge"]));
    }

    [Fact]
    public void Script_without_the_program_beside_it_and_with_unknown_words_says_what_is_missing()
    {
        var release = Release("first");
        File.Delete(Path.Combine(release, "trm-edge"));
        var (code, said) = Run("sh", Path.Combine(release, "install.sh"), "--root", _folder["root"]);
        Assert.Equal(1, code);
        Assert.Contains("expected the program trm-edge beside this script", said, StringComparison.Ordinal);
        (code, said) = Run("sh", Path.Combine(release, "install.sh"), "--bogus");
        Assert.Equal(2, code);
        Assert.Contains("'--bogus' is not known here", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Unit_starts_what_the_script_installs_again_and_again()
    {
        var unit = File.ReadAllLines(Path.Combine(Source(), "trm-edge.service"));
        Assert.Contains("ExecStart=/opt/trm-edge/trm-edge run --home /var/lib/trm-edge", unit);
        Assert.Contains("Restart=always", unit);
        Assert.Contains("StartLimitIntervalSec=0", unit);
        Assert.Contains("StateDirectory=trm-edge", unit);
    }

    public void Dispose() => _folder.Dispose();

    private string Release(string content)
    {
        var folder = Directory.CreateDirectory(_folder[content]).FullName;
        foreach (var file in Directory.GetFiles(Source()))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var program = Path.Combine(folder, "trm-edge");
        File.WriteAllText(program, content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    private static string Source()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Trm.Grid.sln")))
            root = root.Parent!;
        return Path.Combine(root.FullName, "edge", "Agent", "Install");
    }

    private static (int Code, string Said) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said.Trim());
    }
}
