using System.Diagnostics;

namespace Trm.Grid.Tests.Functional.Training;

public sealed class OrphanTests
{
    [Fact]
    public async Task Worker_whose_parent_dies_writes_a_checkpoint_and_the_next_one_waits_for_it()
    {
        var folder = Directory.CreateTempSubdirectory("trm-grid-orphan-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "spec.json"), """
            {"run_id": "orphan", "spec": {"preset": "planner-tiny", "steps": 1000000, "overrides": {"batch": "4", "threads": "1"}},
             "checkpoint_interval": "3600s", "report_interval": "0.05s", "held_out_interval": "3600s"}
            """, TestContext.Current.CancellationToken);
        using var first = Start(folder);
        await LineAsync(first, "\"progress\"");
        using var second = Start(folder);

        var early = LineAsync(second, "\"started\"");
        await LineAsync(first, "\"progress\"");
        Assert.False(early.IsCompleted, "two workers hold one folder");
        first.StandardInput.Close();
        await first.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(3, first.ExitCode);
        Assert.Matches("\"step\": \"[1-9]", await early);
        second.StandardInput.WriteLine("cancel");
        second.StandardInput.Flush();
        await LineAsync(second, "\"stopped\"");
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, second.ExitCode);
        folder.Delete(recursive: true);
    }

    private static Process Start(DirectoryInfo folder) => Process.Start(new ProcessStartInfo("dotnet", [TrainingGrid.Trainer, "run", folder.FullName, "--resume"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static async Task<string> LineAsync(Process process, string part)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(TimeSpan.FromMinutes(1));
        while (await process.StandardOutput.ReadLineAsync(end.Token) is { } line)
            if (line.Contains(part, StringComparison.Ordinal))
                return line;
        throw new EndOfStreamException($"the trainer ended without {part}");
    }
}
