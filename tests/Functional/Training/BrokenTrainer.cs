namespace Trm.Grid.Tests.Functional.Training;

/// <summary>A trainer's program whose workers die at once, in the middle of a report.</summary>
internal sealed class BrokenTrainer : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("trm-grid-broken-");

    public string Program => Path.Combine(_folder.FullName, "trainer");

    public static BrokenTrainer Write()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("the stand-in for a broken trainer is a shell script");
        var trainer = new BrokenTrainer();
        File.WriteAllText(trainer.Program, """
            #!/bin/sh
            if [ "$1" = presets ]; then echo '{"name":"broken","task":"planner"}'; exit 0; fi
            echo 'libbroken.so: undefined symbol' >&2
            printf '{ "at": "2026-01'
            kill -SEGV $$
            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(trainer.Program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return trainer;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
