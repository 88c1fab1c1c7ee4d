using System.Reflection;

namespace Trm.Grid.Tests.Unit.House;

/// <summary>Who may use whom. What is not in the table is not allowed; compiled assemblies are asked, so a reference that merely flows through is seen too.</summary>
public class Arrows
{
    private const string Contracts = "Trm.Grid.Contracts", Puzzles = "Trm.Grid.Puzzles", Packages = "Trm.Grid.Packages", Model = "Trm.Grid.Model",
        Runtime = "Trm.Grid.Runtime", Hosting = "Trm.Grid.Hosting", Torch = "TorchSharp", Onnx = "Microsoft.ML.OnnxRuntime", Gpio = "System.Device.Gpio",
        Skia = "SkiaSharp";

    private static readonly string[] Services =
        ["Trm.Grid.Training", "Trm.Grid.Registry", "Trm.Grid.Evaluation", "Trm.Grid.Solving", "Trm.Grid.Fleet"];

    public static TheoryData<string, string[]> MayUse => new()
    {
        { Contracts, [] },
        { Puzzles, [] },
        { Packages, [] },
        { Model, [Puzzles, Packages, Contracts, Torch] },
        // Wire/ maps plans and maps to their messages, once for all who speak them.
        { Runtime, [Puzzles, Packages, Contracts, Onnx] },
        { Hosting, [Contracts, Packages] },
        { "Trm.Grid.Training", [Hosting, Contracts, Packages] },
        { "Trm.Grid.Registry", [Hosting, Contracts, Packages] },
        { "Trm.Grid.Fleet", [Hosting, Contracts, Packages] },
        { "Trm.Grid.Evaluation", [Hosting, Contracts, Packages, Runtime, Puzzles] },
        { "Trm.Grid.Solving", [Hosting, Contracts, Packages, Runtime, Puzzles] },
        { "Trm.Grid.Trainer", [Model, Runtime, Puzzles, Packages, Contracts] },
        { "trmgrid", [.. Services, Hosting, Contracts, Packages, Puzzles, Runtime, Skia] },
        { "trm-edge", [Contracts, Packages, Puzzles, Runtime, Gpio] },
    };

    [Theory]
    [MemberData(nameof(MayUse))]
    public void Each_room_uses_only_what_the_house_allows(string room, string[] allowed)
    {
        var assembly = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, room + ".dll"));
        var used = assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(IsGuarded);
        Assert.Empty(used.Except(allowed));
    }

    [Fact]
    public void Every_project_of_the_house_stands_in_the_table()
    {
        var listed = MayUse.Select(row => row.Data.Item1).ToHashSet();
        var built = Directory.GetFiles(AppContext.BaseDirectory, "Trm.Grid.*.dll").Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Where(name => !name.StartsWith("Trm.Grid.Tests", StringComparison.Ordinal));
        Assert.Empty(built.Except(listed));
    }

    private static bool IsGuarded(string name) =>
        name is Torch or Onnx or Gpio or Skia or "trmgrid" or "trm-edge" || name.StartsWith("Trm.Grid", StringComparison.Ordinal);
}
