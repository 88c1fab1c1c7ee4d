using Trm.Grid.Model;
using Trm.Grid.Puzzles;

namespace Trm.Grid.Tests.Unit.Export;

/// <summary>Small networks, one for each way in which an exported graph can differ.</summary>
internal static class ExportedNetworks
{
    private static readonly TaskShape Tokens = new() { Task = "sudoku", Input = InputKind.Tokens, Vocabulary = 6, Classes = 6, Height = 4, Width = 4 };
    private static readonly TaskShape Planes = new() { Task = "planner", Input = InputKind.Planes, Channels = 3, Classes = 8 };

    public static readonly TheoryData<string> Names = ["attention", "attention prefix", "attention planes", "mlp", "mlp prefix", "convolution", "convolution tokens", "convolution fixed"];

    public static ModelConfiguration Named(string name) => name switch
    {
        "attention" => Small(Tokens, Mixer.Attention),
        "attention prefix" => Small(Tokens, Mixer.Attention) with { Prefix = 3, Registers = 1 },
        "attention planes" => Small(Planes, Mixer.Attention) with { Prefix = 1, Registers = 1 },
        "mlp" => Small(Tokens, Mixer.Mlp) with { Halt = HaltReading.Mean },
        "mlp prefix" => Small(Tokens, Mixer.Mlp) with { Prefix = 16 },
        "convolution" => Small(Planes, Mixer.Convolution),
        "convolution tokens" => Small(Tokens, Mixer.Convolution),
        "convolution fixed" => Small(Planes with { Height = 6, Width = 9 }, Mixer.Convolution),
        _ => throw new ArgumentException($"no network is called {name}"),
    };

    private static ModelConfiguration Small(TaskShape shape, Mixer mixer) => new()
    {
        Shape = shape,
        Mixer = mixer,
        Hidden = 32,
        Heads = 2,
        Expansion = 2,
        LatentSteps = 3,
        Cycles = 2,
        MaxSteps = 5,
        Halt = mixer == Mixer.Convolution ? HaltReading.Mean : HaltReading.First,
    };
}
