using System.Globalization;
using Trm.Grid.Edge.Commands;
using Trm.Grid.Runtime;

namespace Trm.Grid.Edge.Serving;

/// <summary>With which ONNX Runtime, and on what, models run.</summary>
internal sealed record RuntimeSettings
{
    /// <summary>Path of a libonnxruntime.so of the system's; empty: the one beside the program.</summary>
    public string Library { get; set; } = "";

    /// <summary>Name of an execution provider, as CUDAExecutionProvider; empty: the CPU.</summary>
    public string Provider { get; set; } = "";

    /// <summary>Path of the plugin library that brings the provider; empty: it is built in.</summary>
    public string ProviderLibrary { get; set; } = "";

    /// <summary>Threads inside a step; 0: one for each core.</summary>
    public int Threads { get; set; }

    /// <summary>Whether idle threads spin: faster steps for a hotter board.</summary>
    public bool Spinning { get; set; }

    /// <summary>Names on a child's command line.</summary>
    public static readonly string[] Names = ["--library", "--provider", "--provider-library", "--threads"];

    public static readonly string[] Switches = ["--spinning"];

    // Internal, as everything that is no setting: what is public may stand in the file.
    internal RuntimeOptions Options => new() { Threads = Threads, Spinning = Spinning, Provider = Provider, ProviderLibrary = ProviderLibrary };

    public IEnumerable<string> Faults()
    {
        foreach (var (name, path) in ((string, string)[])[("library", Library), ("provider_library", ProviderLibrary)])
            if (path.Length > 0 && !File.Exists(path))
                yield return $"runtime.{name}: expected a file, there is none at {path}";
        if (Threads is < 0 or > 256)
            yield return $"runtime.threads: expected 0 to 256, got {Threads}";
    }

    /// <summary>For a child's command line.</summary>
    public string[] ToArguments() =>
    [
        Names[0], Library, Names[1], Provider, Names[2], ProviderLibrary, Names[3], Threads.ToString(CultureInfo.InvariantCulture), .. Spinning ? Switches : [],
    ];

    /// <summary>In the child: what its command line says.</summary>
    public static RuntimeSettings Of(Arguments arguments) => new()
    {
        Library = arguments.Find(Names[0]) ?? "",
        Provider = arguments.Find(Names[1]) ?? "",
        ProviderLibrary = arguments.Find(Names[2]) ?? "",
        Threads = int.TryParse(arguments.Find(Names[3]) ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var threads) ? threads : throw new UsageException($"{Names[3]} expects a number"),
        Spinning = arguments.Has(Switches[0]),
    };

    /// <summary>In the child: loads the library, and falls back to the CPU where the wanted provider is not to be had: a robot must plan.</summary>
    /// <returns>The options that work, and what to tell of them.</returns>
    /// <exception cref="InvalidDataException">The library itself cannot be loaded.</exception>
    public (RuntimeOptions Options, RuntimeProbe Probe, string Provider) Choose()
    {
        if (Library.Length > 0)
            RuntimeProbe.UseLibrary(Library);
        var plain = Options with { Provider = "", ProviderLibrary = "" };
        if (Provider is "" or RuntimeProbe.Cpu)
            return (plain, RuntimeProbe.Run(plain), RuntimeProbe.Cpu);
        try
        {
            var probe = RuntimeProbe.Run(Options);
            return probe.Providers.Contains(Provider)
                ? (Options, probe, Provider)
                : (plain, probe, Instead($"ONNX Runtime {probe.Version} here has {string.Join(", ", probe.Providers)}"));
        }
        catch (InvalidDataException e)
        {
            return (plain, RuntimeProbe.Run(plain), Instead(e.Message));
        }
    }

    /// <summary>What to tell where the CPU takes the wanted provider's place.</summary>
    public string Instead(string why) => $"{RuntimeProbe.Cpu} (instead of {Provider}: {why})";
}
