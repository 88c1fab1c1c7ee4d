using Spectre.Console;

namespace Trm.Grid.Outputs;

internal static class Consoles
{
    /// <summary>A file or a pipe has no width; tables there are not squeezed into a terminal's 80 columns.</summary>
    const int WidthWithoutTerminal = 200;

    /// <summary>A console on this writer; colours and bars only where it is a terminal.</summary>
    public static IAnsiConsole Of(TextWriter writer)
    {
        var output = new AnsiConsoleOutput(writer);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = output,
            Ansi = output.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = output.IsTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!output.IsTerminal) console.Profile.Width = WidthWithoutTerminal;
        return console;
    }
}
