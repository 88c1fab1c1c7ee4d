using System.Text.Json.Serialization;
using Trm.Grid.Model.Internal;
using Trm.Grid.Puzzles;

namespace Trm.Grid.Model;

/// <summary>Everything that decides a network's shape. Defaults are the reference's (arXiv 2510.04871).</summary>
public sealed record ModelConfiguration
{
    public required TaskShape Shape { get; init; }

    public required Mixer Mixer { get; init; }

    /// <summary>The width d of x, y and z.</summary>
    public int Hidden { get; init; } = 512;

    /// <summary>Attention heads; each is Hidden / Heads wide, an even number because rotation works on halves.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>SwiGLU width as a multiple of the axis it works on; see <see cref="InnerOf"/>.</summary>
    public double Expansion { get; init; } = 4;

    /// <summary>The SwiGLU width over d stated outright; 0: derived from <see cref="Expansion"/>.</summary>
    public int Inner { get; init; }

    public Norm Norm { get; init; } = Norm.Rms;

    /// <summary>Blocks of each network.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Whether z and y are updated by networks of their own, as in HRM, instead of by one that does both.</summary>
    public bool TwoNetworks { get; init; }

    /// <summary>n: updates of z before each update of y.</summary>
    public int LatentSteps { get; init; } = 6;

    /// <summary>T: cycles in a supervision step, all but the last without gradient.</summary>
    public int Cycles { get; init; } = 3;

    /// <summary>N_sup: supervision steps after which a training slot is given up, and the default step limit of a solver.</summary>
    public int MaxSteps { get; init; } = 16;

    /// <summary>Positions before the cells; sequence mixers only.</summary>
    public int Prefix { get; init; }

    /// <summary>How many of the prefix positions carry a learned vector; the others are zero.</summary>
    public int Registers { get; init; }

    /// <summary>
    /// Rows of a table of puzzle embeddings, one of which stands at position 0 of the prefix: an augmented ARC task each in the reference, one for all
    /// puzzles elsewhere. 0: no table. It lies beside the parameters and is not counted among them, as in the papers.
    /// </summary>
    public int Puzzles { get; init; }

    public HaltReading Halt { get; init; } = HaltReading.First;

    public Halting Halting { get; init; } = Halting.Bce;

    /// <summary>Whether attention turns queries and keys by their positions.</summary>
    public bool Rotary { get; init; } = true;

    /// <summary>Whether attention brings every query and key to the same size first, by an RMSNorm without weights.</summary>
    public bool QkNorm { get; init; }

    public Gating Gate { get; init; } = Gating.Silu;

    /// <summary>Whether every row, every column and, on square grids of a square side, every box adds a learned vector to its cells; grids of one fixed size.</summary>
    public bool UnitTables { get; init; }

    /// <summary>Whether the grid that y decodes to at the beginning of a supervision step is embedded and added to x.</summary>
    public bool Feedback { get; init; }

    /// <summary>The SwiGLU width over the hidden axis.</summary>
    [JsonIgnore]
    public int HiddenInner => Inner > 0 ? Inner : InnerOf(Hidden);

    /// <summary>Whether x, y and z have two axes of positions ([B, H, W, d]; with units [B, cells, digits, d]) or are a sequence ([B, prefix + cells, d]).</summary>
    [JsonIgnore]
    public bool IsGrid => Mixer is Mixer.Convolution or Mixer.Units;

    /// <summary>Trained numbers, counted without making them; puzzle embeddings are not among them.</summary>
    [JsonIgnore]
    public long ParameterCount => ParameterLayout.Of(this).Sum(spec => spec.Count);

    /// <summary>Expansion * width * 2/3, rounded, then up to a multiple of 256: 1536 for 512, 512 for 97.</summary>
    public int InnerOf(int width) => ((int)Math.Round(Expansion * width * 2 / 3) + 255) / 256 * 256;

    /// <summary>Side of a box where <see cref="UnitTables"/> has boxes, else 0.</summary>
    [JsonIgnore]
    public int BoxSide => UnitTables && Shape.Height == Shape.Width && (int)Math.Sqrt(Shape.Height) is var side && side > 1 && side * side == Shape.Height ? side : 0;

    /// <summary>Blocks of both networks together.</summary>
    [JsonIgnore]
    public int Blocks => TwoNetworks ? 2 * Layers : Layers;

    /// <summary>Positions of a sequence, prefix included, on a grid of <paramref name="cells"/> cells.</summary>
    public int LengthOf(int cells) => Prefix + cells;

    /// <exception cref="ArgumentException">The configuration contradicts itself; the message lists every fault.</exception>
    public ModelConfiguration Check()
    {
        var faults = Faults().ToList();
        if (faults.Count > 0) throw new ArgumentException($"model configuration for task {Shape.Task}: {string.Join("; ", faults)}");
        return this;
    }

    private IEnumerable<string> Faults()
    {
        if (Shape.Classes is < 2 or > 32) yield return $"classes must be 2 to 32, got {Shape.Classes}";
        if (Shape.Input == InputKind.Tokens && Shape.Vocabulary < 1) yield return "a token task needs a vocabulary";
        if (Shape.Input == InputKind.Planes && Shape.Channels < 1) yield return "a plane task needs channels";
        if (Hidden < 1 || Layers < 1 || LatentSteps < 1 || Cycles < 1 || MaxSteps < 1) yield return "hidden, layers, latent_steps, cycles and max_steps must be positive";
        if (Inner < 0 || (Inner == 0 && Expansion <= 0)) yield return "inner must not be negative, and expansion must be positive where inner is 0";
        if (Registers < 0 || Puzzles < 0 || Registers + Math.Min(1, Puzzles) > Prefix) yield return $"registers and a puzzle's embedding need places in the prefix ({Prefix}), got {Registers} registers and {Puzzles} puzzles";
        if (IsGrid && Prefix > 0) yield return $"the {Mixer} mixer has no place for prefix tokens";
        if (Mixer == Mixer.Units && Shape is not { Input: InputKind.Tokens, Height: 4 or 9 } || Mixer == Mixer.Units && (Shape.Width != Shape.Height || Shape.Classes != Shape.Height + 2 || Shape.Vocabulary != Shape.Height + 2))
            yield return "the units mixer is for Sudoku of 4x4 or 9x9 cells";
        if (Mixer == Mixer.Units && (UnitTables || Feedback)) yield return "the units mixer takes no unit_tables and no feedback";
        if (Mixer == Mixer.Attention && (Heads < 1 || Hidden % Heads != 0 || Hidden / Heads % 2 != 0)) yield return $"hidden {Hidden} must split into {Heads} heads of even width";
        if (UnitTables && (Shape.Height < 1 || Shape.Width < 1)) yield return "unit_tables need a task of one fixed grid size";
        if (QkNorm && Mixer != Mixer.Attention) yield return "qk_norm is attention's";
        if (Mixer == Mixer.Mlp && (Shape.Height < 1 || Shape.Width < 1)) yield return "the mlp mixer needs a task of one fixed grid size";
    }
}
