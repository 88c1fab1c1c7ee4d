using System.Globalization;

namespace Trm.Grid.Outputs;

/// <summary>Progress where no terminal shows bars: one line at the start, then at most one every ten seconds, and one at the end.</summary>
internal sealed class PlainProgress(string title, Output output, TimeProvider time) : IProgressLine
{
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
    long last = time.GetTimestamp();

    public static async Task<T> RunAsync<T>(string title, Output output, TimeProvider time, Func<IProgressLine, Task<T>> work)
    {
        var started = time.GetTimestamp();
        output.Aside($"{title} …");
        var outcome = await work(new PlainProgress(title, output, time));
        output.Aside(string.Create(CultureInfo.InvariantCulture, $"{title}: done in {time.GetElapsedTime(started).TotalSeconds:0.0} s"));
        return outcome;
    }

    public void Report(double done, double total, string note)
    {
        if (time.GetElapsedTime(last) < Quiet) return;
        last = time.GetTimestamp();
        var share = total > 0 ? string.Create(CultureInfo.InvariantCulture, $" {done / total:P0}") : "";
        output.Aside($"{title}:{share} {note}");
    }
}
