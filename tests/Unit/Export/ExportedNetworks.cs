using Trm.Grid.Model;
using Trm.Grid.Puzzles;

namespace Trm.Grid.Tests.Unit.Export;

/// <summary>Small networks, one for each way in which an exported graph can differ.</summary>
internal static class ExportedNetworks
{
    private static readonly TaskShape Tokens = new() { Task = "sudoku", Input = InputKind.Tokens, Vocabulary = 6, Classes = 6, Height = 4, Width = 4 };
    private static readonly TaskShape Planes = new() { Task = "planner", Input = InputKind.Planes, Channels = 3, Classes = 8 };

    public static readonly TheoryData<string> Names = ["attention", "attention prefix", "attention planes", "mlp", "mlp prefix", "convolution", "convolution tokens", "convolution tokens of any size", "convolution fixed",
        "attention normed", "attention tables", "mlp normed", "mlp feedback", "convolution feedback", "convolution tables", "attention two networks", "mlp q-learning",
        "convolution layer norm", "mlp layer norm", "units", "units layer norm"];

    public static ModelConfiguration Named(string name) => name switch
    {
        "attention" => Small(Tokens, Mixer.Attention),
        "attention prefix" => Small(Tokens, Mixer.Attention) with { Prefix = 3, Registers = 1 },
        "attention planes" => Small(Planes, Mixer.Attention) with { Prefix = 1, Registers = 1 },
        "mlp" => Small(Tokens, Mixer.Mlp) with { Halt = HaltReading.Mean },
        "mlp prefix" => Small(Tokens, Mixer.Mlp) with { Prefix = 16, Puzzles = 1, Registers = 2 },
        "convolution" => Small(Planes, Mixer.Convolution),
        "convolution tokens" => Small(Tokens, Mixer.Convolution),
        "convolution tokens of any size" => Small(Tokens with { Height = 0, Width = 0 }, Mixer.Convolution),
        "convolution fixed" => Small(Planes with { Height = 6, Width = 9 }, Mixer.Convolution),
        "attention normed" => Small(Tokens, Mixer.Attention) with { QkNorm = true, Gate = Gating.Normed, Prefix = 1, Registers = 1 },
        "attention tables" => Small(Tokens, Mixer.Attention) with { Rotary = false, UnitTables = true, Prefix = 1, Feedback = true },
        "mlp normed" => Small(Tokens, Mixer.Mlp) with { Gate = Gating.Normed, Prefix = 1, Registers = 1 },
        "mlp feedback" => Small(Tokens, Mixer.Mlp) with { Feedback = true, UnitTables = true },
        "convolution feedback" => Small(Planes, Mixer.Convolution) with { Feedback = true, Gate = Gating.Normed },
        "convolution tables" => Small(Planes with { Height = 6, Width = 9 }, Mixer.Convolution) with { UnitTables = true },
        "attention two networks" => Small(Tokens, Mixer.Attention) with { TwoNetworks = true, Layers = 3 },
        "mlp q-learning" => Small(Tokens, Mixer.Mlp) with { Halting = Halting.QLearning, Halt = HaltReading.Mean },
        "convolution layer norm" => Small(Planes, Mixer.Convolution) with { Norm = Norm.Layer },
        "mlp layer norm" => Small(Tokens, Mixer.Mlp) with { Norm = Norm.Layer },
        "units" => Small(Tokens, Mixer.Units),
        "units layer norm" => Small(Tokens, Mixer.Units) with { Norm = Norm.Layer },
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
        Halt = mixer is Mixer.Convolution or Mixer.Units ? HaltReading.Mean : HaltReading.First,
    };
}
