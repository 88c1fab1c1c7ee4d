using Trm.Grid.Packages;

namespace Trm.Grid.Registry;

/// <summary>The packages that ship with the program, NAME.trmpkg in one folder, each pinned by its manifest's digest.</summary>
public sealed record BundledPackages
{
    private const string PinsResource = "bundled.sha256";

    public required string Folder { get; init; }

    /// <summary>Digest by name. What is not named here is not imported, whatever lies in the folder.</summary>
    public required IReadOnlyDictionary<string, Digest> Pins { get; init; }

    /// <summary>Nothing.</summary>
    public static BundledPackages None { get; } = new() { Folder = "", Pins = new Dictionary<string, Digest>() };

    /// <summary>Those beside the program; the pins are part of the program itself.</summary>
    public static BundledPackages BesideTheProgram()
    {
        using var stream = typeof(BundledPackages).Assembly.GetManifestResourceStream(PinsResource)!;
        using var reader = new StreamReader(stream);
        return new() { Folder = Path.Combine(AppContext.BaseDirectory, "Bundled"), Pins = ReadPins(reader.ReadToEnd()) };
    }

    /// <summary>Reads lines of a digest and a name; lines that begin with # are remarks.</summary>
    public static IReadOnlyDictionary<string, Digest> ReadPins(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(parts => parts[1], parts => Digest.Parse(parts[0]));
}
