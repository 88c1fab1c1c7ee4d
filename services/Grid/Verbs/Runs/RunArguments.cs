using System.CommandLine;

namespace Trm.Grid.Verbs.Runs;

internal static class RunArguments
{
    public static Argument<string> Id() => new("RUN") { Description = "The run's id, as train and runs list tell it." };
}
