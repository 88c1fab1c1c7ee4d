using Spectre.Console;

namespace Trm.Grid.Outputs;

/// <summary>Progress on a terminal: one bar with the time that is left and a note.</summary>
internal sealed class BarProgress(string title, ProgressTask task) : IProgressLine
{
    public static Task<T> RunAsync<T>(string title, IAnsiConsole console, Func<IProgressLine, Task<T>> work) =>
        console.Progress()
            .AutoRefresh(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(),
                new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(title));
                task.IsIndeterminate = true;
                var outcome = await work(new BarProgress(title, task));
                task.IsIndeterminate = false;
                task.Value = task.MaxValue;
                return outcome;
            });

    public void Report(double done, double total, string note)
    {
        if (total > 0)
        {
            task.IsIndeterminate = false;
            task.MaxValue = total;
            task.Value = Math.Min(done, total);
        }
        task.Description = note.Length == 0 ? Markup.Escape(title) : Markup.Escape($"{title}: {note}");
    }
}
