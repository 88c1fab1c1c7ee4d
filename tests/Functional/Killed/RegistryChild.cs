using Trm.Grid.Hosting;
using Trm.Grid.Registry;

namespace Trm.Grid.Tests.Functional.Killed;

/// <summary>The child that runs a grid with a registry on a folder.</summary>
internal static class RegistryChild
{
    public const string Task = "registry";

    public static async Task RunAsync(string folder)
    {
        var options = new GridHostOptions { Paths = new(folder) }.OnFreePorts();
        await using var host = await GridHost.StartAsync(options, [new RegistryRole(BundledPackages.None)]);
        Console.WriteLine("listening");
        // Ends with the parent, should that die first.
        await Console.In.ReadToEndAsync();
    }
}
