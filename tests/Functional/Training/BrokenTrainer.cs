namespace Trm.Grid.Tests.Functional.Training;

/// <summary>A trainer's program whose workers die at once.</summary>
internal sealed class BrokenTrainer : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("trm-grid-broken-");

    public string Program => Path.Combine(_folder.FullName, "trainer");

    /// <summary>In the middle of a report.</summary>
    public static BrokenTrainer Write() => Write("""
        echo 'libbroken.so: undefined symbol' >&2
        printf '{ "at": "2026-01'
        kill -SEGV $$
        """);

    /// <summary>For want of room on its disk, where its words find none either: after its first life its log is a device that is always full.</summary>
    public static BrokenTrainer WithoutRoom() => Write("""
        if [ ! -L "$2/worker.log" ]; then ln -sf /dev/full "$2/worker.log"; kill -SEGV $$; fi
        echo 'No space left on device' >&2
        exit 74
        """);

    private static BrokenTrainer Write(string worker)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("the stand-in for a broken trainer is a shell script");
        var trainer = new BrokenTrainer();
        File.WriteAllText(trainer.Program, $$"""
            #!/bin/sh
            if [ "$1" = presets ]; then echo '{"name":"broken","task":"planner"}'; exit 0; fi
            {{worker}}
            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(trainer.Program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return trainer;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
