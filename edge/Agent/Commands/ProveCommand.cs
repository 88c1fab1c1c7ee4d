using Trm.Grid.Edge.Serving;
using Trm.Grid.Packages;
using Trm.Grid.Runtime;

namespace Trm.Grid.Edge.Commands;

/// <summary>
/// <c>prove --slot DIR</c>: runs a package's golden vectors on this hardware, in a process of its own, so that a network that crashes or eats the
/// memory takes nobody with it. Started by the agent; ends with its standard input.
/// </summary>
internal static class ProveCommand
{
    public static int Run(ReadOnlyMemory<string> rest, CancellationTokenSource stop)
    {
        var arguments = new Arguments(rest.Span, ["--slot", .. RuntimeSettings.Names], RuntimeSettings.Switches);
        ParentWatch.Begin(stop);
        try
        {
            var report = GoldenCheck.Run(PackageFolder.Open(arguments.Require("--slot")), Precision.Fp32, RuntimeSettings.Of(arguments).Choose().Options);
            Console.Error.WriteLine(report.Explanation);
            return report.Passed ? 0 : 1;
        }
        catch (Exception e) when (e is PackageException or InvalidDataException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }
}
