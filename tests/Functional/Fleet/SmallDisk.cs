using System.Diagnostics;

namespace Trm.Grid.Tests.Functional.Fleet;

/// <summary>A disk in memory of a given size. Needs the right to mount; a test that has it not is skipped.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <param name="size">As mount takes it: 6m.</param>
    public static SmallDisk Mount(string size)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "small disks are made with Linux' tmpfs");
        var folder = Directory.CreateTempSubdirectory("trm-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder) == 0)
            return new(folder);
        Directory.Delete(folder);
        Assert.Skip("mounting a small disk is not permitted here");
        throw new InvalidOperationException();
    }

    public void Resize(string size) => Assert.Equal(0, Run("mount", "-o", $"remount,size={size}", Folder));

    /// <param name="mode">ro or rw.</param>
    public void Remount(string mode) => Assert.Equal(0, Run("mount", "-o", $"remount,{mode}", Folder));

    public void Dispose()
    {
        Run("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
