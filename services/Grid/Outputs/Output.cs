using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace Trm.Grid.Outputs;

/// <summary>
/// Where a verb's outcome goes. For people: tables and sentences on standard output, progress on standard error. With --json: exactly one
/// object, on one line of standard output, and everything else on standard error.
/// </summary>
internal sealed class Output(TextWriter stdout, TextWriter stderr, bool json)
{
    readonly IAnsiConsole result = Consoles.Of(stdout);
    readonly IAnsiConsole progress = Consoles.Of(stderr);
    readonly Lock writing = new();

    public bool Json => json;

    /// <summary>A sentence of the command's story, in plain text.</summary>
    public void Say(string sentence)
    {
        lock (writing) (json ? stderr : stdout).WriteLine(sentence);
    }

    /// <summary>A remark that is not part of the outcome.</summary>
    public void Aside(string sentence)
    {
        lock (writing) stderr.WriteLine(sentence);
    }

    /// <summary>Follows long work with a bar on a terminal and with a plain line now and then elsewhere.</summary>
    public async Task<T> TrackAsync<T>(string title, Func<IProgressLine, Task<T>> work)
    {
        if (!progress.Profile.Capabilities.Interactive || !progress.Profile.Capabilities.Ansi)
            return await PlainProgress.RunAsync(title, this, TimeProvider.System, work);
        return await BarProgress.RunAsync(title, progress, work);
    }

    /// <summary>The command's outcome; called once.</summary>
    /// <param name="outcome">What --json writes.</param>
    /// <param name="shape">How it is written.</param>
    /// <param name="show">What people see instead.</param>
    public void Finish<T>(T outcome, JsonTypeInfo<T> shape, Action<IAnsiConsole> show)
    {
        lock (writing)
        {
            if (json) stdout.WriteLine(Line(outcome, shape));
            else show(result);
            stdout.Flush();
        }
    }

    /// <summary>The command failed.</summary>
    public void Fail(string reason, string message)
    {
        lock (writing)
        {
            if (json) stdout.WriteLine(Line(new Failure(new FailureReason(reason, message)), GridJson.Default.Failure));
            else stderr.WriteLine($"error: {message} [{reason}]");
            stdout.Flush();
        }
    }

    // Apostrophes and arrows stay readable: the line goes to a terminal or a script, never into a web page.
    static string Line<T>(T value, JsonTypeInfo<T> shape)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        JsonSerializer.Serialize(writer, value, shape);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
