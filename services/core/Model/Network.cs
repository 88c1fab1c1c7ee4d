using TorchSharp;
using Trm.Grid.Model.Internal;
using Trm.Grid.Puzzles;
using static TorchSharp.torch;

namespace Trm.Grid.Model;

/// <summary>
/// A tiny recursive model (arXiv 2510.04871, section 4): one network f refines an answer y (z_H in the reference) and a latent z (z_L)
/// from the embedded question x. Every block is post-norm and without biases: h = rms(h + mix(h)); h = rms(h + swiglu(h)).
/// <para>
/// x, y and z are [B, prefix + cells, d], or [B, H, W, d] where the mixer is a convolution, in <see cref="ComputeType"/>. Methods return fresh tensors
/// that belong to the caller's dispose scope, and dispose nothing that they were given.
/// </para>
/// </summary>
public sealed partial class Network : IDisposable
{
    private readonly Dictionary<string, Tensor> byName;
    private Tensor? cosine, sine; // [L, head width], of the last sequence length seen
    private Tensor? units;        // [3 side, cells]

    private FixedPoint? settled;  // of the last recursion with a gradient through one
    private (Tensor Ids, Tensor Rows)? taken; // puzzle embeddings of the last question that was embedded for training

    private Network(ModelConfiguration configuration, Tensor flat, Tensor y0, Tensor z0, Tensor? puzzles, ScalarType computeType, PuzzleTable? mapped = null)
    {
        Mapped = mapped;
        (Configuration, Flat, Y0, Z0, Puzzles, ComputeType) = (configuration, flat, y0, z0, puzzles, computeType);
        SequenceMultiple = flat.device.type == DeviceType.CUDA ? 8 : 1;
        Parameters = Views(flat);
        byName = Parameters.ToDictionary(p => p.Name, p => p.Value);
    }

    public ModelConfiguration Configuration { get; }

    /// <summary>What activations are computed in; weights are cast to it where they are used.</summary>
    public ScalarType ComputeType { get; }

    /// <summary>[P]: all parameters one after another in the order of <see cref="Parameters"/>, which are views of it.</summary>
    public Tensor Flat { get; }

    /// <summary>Stable names (see ParameterLayout) and views into <see cref="Flat"/>.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Parameters { get; }

    /// <summary>[d]: where every answer starts. Never trained, but part of the model.</summary>
    public Tensor Y0 { get; }

    /// <summary>[d]: where every latent starts. Never trained, but part of the model.</summary>
    public Tensor Z0 { get; }

    /// <summary>[N, d]: embeddings of puzzles, zero at first; null where the configuration has none, or they are <see cref="Mapped"/>.</summary>
    public Tensor? Puzzles { get; }

    /// <summary>The same in a file: the caller's, and shared with every twin.</summary>
    public PuzzleTable? Mapped { get; }

    public Device Device => Flat.device;

    /// <summary>By torch's name: cpu, cuda:0.</summary>
    public string DeviceName => Device.ToString();

    /// <summary>
    /// What the length of a sequence is padded to a multiple of where the mixer is a SwiGLU over it. A GPU's products and norms of bf16 want rows of 16 bytes:
    /// at 82 positions an H200 takes twice as long for a product and six times as long for a norm as at 88.
    /// </summary>
    internal int SequenceMultiple { get; set; }

    public long ParameterCount => Flat.numel();

    /// <summary>A fresh network, the same for the same seed on every machine.</summary>
    /// <param name="configuration">The network's shape.</param>
    /// <param name="seed">Decides weights, y0 and z0.</param>
    /// <param name="precision">Fp32, Bf16 or Fp64; Auto is for training sessions to resolve.</param>
    /// <param name="device">Where it lives; the CPU by default.</param>
    /// <param name="mapped">The puzzles' embeddings where they lie in a file; the caller's.</param>
    public static Network Create(ModelConfiguration configuration, long seed, Precision precision = Precision.Fp32, Device? device = null, PuzzleTable? mapped = null)
    {
        configuration.Check();
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var parts = ParameterLayout.Of(configuration)
            .Select(spec => spec.Deviation > 0 ? TruncatedNormal.Sample([spec.Count], spec.Deviation, generator) : full([spec.Count], spec.Start, float64));
        var type = MastersOf(TypeOf(precision));
        var (flat, y0, z0) = (cat([.. parts]), TruncatedNormal.Sample([configuration.Hidden], 1, generator), TruncatedNormal.Sample([configuration.Hidden], 1, generator));
        var puzzles = configuration.Puzzles > 0 && mapped is null ? Own(zeros(configuration.Puzzles, configuration.Hidden)) : null;
        return new(configuration, Own(flat), Own(y0), Own(z0), puzzles, TypeOf(precision), mapped);

        Tensor Own(Tensor tensor) => tensor.to(type, device ?? CPU, copy: true).DetachFromDisposeScope();
    }

    /// <summary>A second network with its own copy of these weights: what a moving average starts from.</summary>
    /// <param name="precision">What it computes in; as this one by default.</param>
    /// <param name="sharePuzzles">Whether it looks into this one's table of puzzle embeddings: they are not averaged, and may be many.</param>
    /// <param name="device">Where it lives; beside this one by default.</param>
    /// <param name="cycles">Its T; this one's by default.</param>
    public Network Twin(Precision? precision = null, bool sharePuzzles = false, Device? device = null, int? cycles = null)
    {
        using var grad = no_grad();
        var (place, type) = (device ?? Device, precision is { } wanted ? TypeOf(wanted) : ComputeType);
        var puzzles = Puzzles is null ? null : sharePuzzles ? Puzzles.alias().DetachFromDisposeScope() : Copy(Puzzles);
        return new(Configuration with { Cycles = cycles ?? Configuration.Cycles }, Copy(Flat), Copy(Y0), Copy(Z0), puzzles, type, Mapped);

        Tensor Copy(Tensor tensor) => tensor.detach().to(MastersOf(type), place, copy: true).DetachFromDisposeScope();
    }

    /// <summary>A second network of the very same weights: what one learns the other knows.</summary>
    internal Network Sibling()
    {
        using var grad = no_grad();
        return new(Configuration, Keep(Flat), Keep(Y0), Keep(Z0), Puzzles is null ? null : Keep(Puzzles), ComputeType, Mapped);
    }

    /// <summary>Makes the parameters leaves whose gradients are views of <paramref name="gradient"/> [P]: every backward pass adds to it.</summary>
    internal void GatherInto(Tensor gradient)
    {
        foreach (var ((_, parameter), (_, sums)) in Parameters.Zip(Views(gradient)))
        {
            parameter.requires_grad_(true);
            parameter.grad = sums;
            sums.Dispose();
        }
    }

    /// <summary>A copy that knows one of the puzzles alone, and can be exported.</summary>
    public Network ForPuzzle(int row)
    {
        if (Puzzles is null || (uint)row >= Configuration.Puzzles)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"choosing a puzzle: expected a row below {Configuration.Puzzles}");
        using var twin = Twin(sharePuzzles: true);
        return new(Configuration with { Puzzles = 1 }, Keep(twin.Flat), Keep(twin.Y0), Keep(twin.Z0), Puzzles[row..(row + 1)].clone().DetachFromDisposeScope(), ComputeType);
    }

    /// <summary>The parameter of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Tensor this[string name] => byName.TryGetValue(name, out var value)
        ? value
        : throw new KeyNotFoundException($"network of task {Configuration.Shape.Task} has no parameter {name}; it has {string.Join(", ", byName.Keys)}");

    /// <summary>Cuts a tensor that is laid out like <see cref="Flat"/> (gradients, moments) into named views of the parameters' shapes.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Views(Tensor like)
    {
        var views = new List<(string, Tensor)>();
        long offset = 0;
        foreach (var spec in ParameterLayout.Of(Configuration))
        {
            using var flat = like.narrow(0, offset, spec.Count);
            views.Add((spec.Name, flat.view(spec.Shape).DetachFromDisposeScope()));
            offset += spec.Count;
        }
        return views;
    }

    public void Dispose()
    {
        foreach (var (_, value) in Parameters) value.Dispose();
        foreach (var tensor in new[] { Flat, Y0, Z0, Puzzles, cosine, sine, units }) tensor?.Dispose();
        Forget();
    }

    /// <summary>The blocks' weights as the computation wants them; gradients flow through the cast and arrive at the masters in full precision.</summary>
    private Block[] Cast() =>
        [.. Enumerable.Range(0, Configuration.Blocks).Select(i => new Block(MixerOf(i), Under($"blocks.{i}.mlp.")))];

    private Tensor[] MixerOf(int block)
    {
        var weights = Under($"blocks.{block}.mixer.");
        return Configuration.Mixer == Mixer.Mlp ? Padded(weights) : weights;
    }

    private Tensor[] Under(string prefix) =>
        [.. Parameters.Where(p => p.Name.StartsWith(prefix, StringComparison.Ordinal)).SelectMany(p => Matrices(p.Name, p.Value.to(ComputeType)))];

    // NOTE gate and up as products of their own: of one product they would be strided halves, on which everything that follows is slower.
    private static Tensor[] Matrices(string name, Tensor weight) => ParameterLayout.IsGated(name) ? weight.chunk(2, 0) : [weight];

    private static Tensor Keep(Tensor tensor) => tensor.alias().DetachFromDisposeScope();

    /// <summary>What weights are kept in.</summary>
    private static ScalarType MastersOf(ScalarType computed) => computed == float64 ? float64 : float32;

    private static ScalarType TypeOf(Precision precision) => precision switch
    {
        Precision.Fp32 => float32,
        Precision.Bf16 => bfloat16,
        Precision.Fp64 => float64,
        _ => throw new ArgumentException("a network computes in fp32, bf16 or fp64: resolve auto first"),
    };

    private readonly record struct Block(Tensor[] Mixer, Tensor[] Mlp);
}
