using Trm.Grid.Model;
using Trm.Grid.Puzzles;
using Trm.Grid.Puzzles.Sudoku;

namespace Trm.Grid.Tests.Unit.Model;

/// <summary>The configurations of the reference code, whose parameter counts are known to the last digit.</summary>
internal static class ReferenceShapes
{
    public static ModelConfiguration Of(string task, Mixer mixer, int vocabulary, int side) => new()
    {
        Shape = new() { Task = task, Input = InputKind.Tokens, Vocabulary = vocabulary, Classes = vocabulary, Height = side, Width = side },
        Mixer = mixer,
        Prefix = 16,
    };

    /// <summary>A network of a few hundred parameters for every mixer and both inputs.</summary>
    public static ModelConfiguration Tiny(Mixer mixer, InputKind input = InputKind.Tokens) => new()
    {
        Shape = mixer == Mixer.Units ? SudokuTask.Shape(2) : new()
        {
            Task = "tiny", Input = input, Vocabulary = input == InputKind.Tokens ? 5 : 0, Channels = input == InputKind.Planes ? 2 : 0, Classes = 4, Height = 3, Width = 4,
        },
        Mixer = mixer,
        Hidden = 8,
        Heads = 2,
        Inner = 12,
        Expansion = 0.5,
        LatentSteps = 2,
        Cycles = 2,
        MaxSteps = 4,
        Prefix = mixer is Mixer.Convolution or Mixer.Units ? 0 : 2,
        Registers = mixer is Mixer.Convolution or Mixer.Units ? 0 : 1,
        Halt = mixer is Mixer.Convolution or Mixer.Units ? HaltReading.Mean : HaltReading.First,
    };
}
