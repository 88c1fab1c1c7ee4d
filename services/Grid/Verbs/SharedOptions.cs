using System.CommandLine;

namespace Trm.Grid.Verbs;

/// <summary>Options that every verb has.</summary>
internal static class SharedOptions
{
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Write exactly one JSON object to standard output, progress to standard error.",
        Recursive = true,
    };

    public static readonly Option<string?> Home = new("--home")
    {
        Description = "The grid's data folder; else TRMGRID_HOME, else the platform's place for application data.",
        HelpName = "FOLDER",
        Recursive = true,
    };

    public static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Show the services' own log on standard error.",
        Recursive = true,
    };
}
