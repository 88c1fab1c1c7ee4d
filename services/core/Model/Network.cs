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
public sealed class Network : IDisposable
{
    private readonly Dictionary<string, Tensor> byName;
    private Tensor? cosine, sine; // [L, head width], of the last sequence length seen
    private Tensor? units;        // [3 side, cells]

    private (Tensor Ids, Tensor Rows)? taken; // puzzle embeddings of the last question that was embedded for training

    private Network(ModelConfiguration configuration, Tensor flat, Tensor y0, Tensor z0, Tensor? puzzles, ScalarType computeType)
    {
        (Configuration, Flat, Y0, Z0, Puzzles, ComputeType) = (configuration, flat, y0, z0, puzzles, computeType);
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

    /// <summary>[N, d]: embeddings of puzzles, zero at first; null where the configuration has none.</summary>
    public Tensor? Puzzles { get; }

    public Device Device => Flat.device;

    public long ParameterCount => Flat.numel();

    /// <summary>A fresh network, the same for the same seed on every machine.</summary>
    /// <param name="configuration">The network's shape.</param>
    /// <param name="seed">Decides weights, y0 and z0.</param>
    /// <param name="precision">Fp32, Bf16 or Fp64; Auto is for training sessions to resolve.</param>
    /// <param name="device">Where it lives; the CPU by default.</param>
    public static Network Create(ModelConfiguration configuration, long seed, Precision precision = Precision.Fp32, Device? device = null)
    {
        configuration.Check();
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var parts = ParameterLayout.Of(configuration)
            .Select(spec => spec.Deviation > 0 ? TruncatedNormal.Sample([spec.Count], spec.Deviation, generator) : full([spec.Count], spec.Start, float64));
        var type = precision == Precision.Fp64 ? float64 : float32;
        var (flat, y0, z0) = (cat([.. parts]), TruncatedNormal.Sample([configuration.Hidden], 1, generator), TruncatedNormal.Sample([configuration.Hidden], 1, generator));
        var puzzles = configuration.Puzzles > 0 ? Own(zeros(configuration.Puzzles, configuration.Hidden)) : null;
        return new(configuration, Own(flat), Own(y0), Own(z0), puzzles, TypeOf(precision));

        Tensor Own(Tensor tensor) => tensor.to(type, device ?? CPU, copy: true).DetachFromDisposeScope();
    }

    /// <summary>A second network with its own copy of these weights: what a moving average starts from.</summary>
    /// <param name="precision">What it computes in; as this one by default.</param>
    /// <param name="sharePuzzles">Whether it looks into this one's table of puzzle embeddings: they are not averaged, and may be many.</param>
    public Network Twin(Precision? precision = null, bool sharePuzzles = false)
    {
        using var grad = no_grad();
        var puzzles = Puzzles is null ? null : sharePuzzles ? Puzzles.alias().DetachFromDisposeScope() : Copy(Puzzles);
        return new(Configuration, Copy(Flat), Copy(Y0), Copy(Z0), puzzles, precision is { } wanted ? TypeOf(wanted) : ComputeType);

        static Tensor Copy(Tensor tensor) => tensor.detach().clone().DetachFromDisposeScope();
    }

    /// <summary>A copy that knows one of the puzzles alone, and can be exported.</summary>
    public Network ForPuzzle(int row)
    {
        if (Puzzles is null || (uint)row >= Configuration.Puzzles)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"choosing a puzzle: expected a row below {Configuration.Puzzles}");
        using var twin = Twin(sharePuzzles: true);
        return new(Configuration with { Puzzles = 1 }, Keep(twin.Flat), Keep(twin.Y0), Keep(twin.Z0), Puzzles[row..(row + 1)].clone().DetachFromDisposeScope(), ComputeType);

        static Tensor Keep(Tensor tensor) => tensor.alias().DetachFromDisposeScope();
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

    /// <summary>The embedded question x.</summary>
    /// <param name="question">Tokens: int64 [B, H, W], or [B, H*W] where the task has one grid size. Planes: float [B, C, H, W].</param>
    /// <param name="puzzles">Rows of the table of puzzle embeddings, int64 [B]; the first by default.</param>
    public Tensor Embed(Tensor question, Tensor? puzzles = null)
    {
        using var scope = NewDisposeScope();
        if (Configuration.Mixer == Mixer.Units) return EmbedDigits(question).MoveToOuterDisposeScope();
        var x = Configuration.Shape.Input == InputKind.Tokens
            ? this["embedding.weight"].index_select(0, question.flatten()).mul(Math.Sqrt(Configuration.Hidden)).view([.. question.shape, -1]) // [B, H, W, d] or [B, cells, d]
            : nn.functional.linear(question.permute(0, 2, 3, 1).to(Flat.dtype), this["projection.weight"]); // [B, H, W, d]
        if (Configuration.UnitTables) x = x + Positions().view(x.Dimensions == 3 ? [x.shape[1], x.shape[2]] : [x.shape[1], x.shape[2], x.shape[3]]);
        if (Configuration.IsGrid)
            return (x.Dimensions == 3 ? x.view(x.shape[0], Configuration.Shape.Height, Configuration.Shape.Width, -1) : x).to(ComputeType).MoveToOuterDisposeScope();
        if (x.Dimensions == 4) x = x.flatten(1, 2); // [B, cells, d]
        if (Configuration.Prefix > 0) x = cat([PrefixFor(x, puzzles), x], 1); // [B, prefix + cells, d]
        return x.to(ComputeType).MoveToOuterDisposeScope();
    }

    /// <summary>The puzzle embeddings of the last question embedded with a gradient, int64 [B] and leaves [B, d]; the caller disposes them. Null once taken.</summary>
    internal (Tensor Ids, Tensor Rows)? TakePuzzles()
    {
        var last = taken;
        taken = null;
        return last;
    }

    /// <summary>y0 and z0 for every position of <paramref name="x"/>.</summary>
    public (Tensor Y, Tensor Z) Start(Tensor x) =>
        (Y0.to(ComputeType).expand(x.shape).MoveToOuterDisposeScope(), Z0.to(ComputeType).expand(x.shape).MoveToOuterDisposeScope());

    /// <summary>One supervision step (paper, figure 3): T - 1 cycles without gradient, then one with.</summary>
    /// <param name="x">The embedded question.</param>
    /// <param name="y">The answer so far.</param>
    /// <param name="z">The latent so far.</param>
    /// <param name="path">How much of the last cycle has a gradient.</param>
    /// <param name="scrambled">Where the decoded grid is fed back: int64 [B, cells], a class to feed instead of the decoded one, or -1.</param>
    public (Tensor Y, Tensor Z) Recurse(Tensor x, Tensor y, Tensor z, GradientPath path = GradientPath.LastCycle, Tensor? scrambled = null)
    {
        using var scope = NewDisposeScope();
        if (Configuration.Feedback) x = x + Fed(Answer(y).argmax(-1), scrambled).view_as(x);
        // NOTE Cast with gradient and once: the cycles without one use the same tensors.
        var blocks = Cast();
        var free = path == GradientPath.OneStep ? Configuration.LatentSteps - 1 : 0;
        using (no_grad())
        {
            for (var cycle = 1; cycle < Configuration.Cycles; cycle++) (y, z) = Cycle(blocks, x, y, z);
            var xy = x + y;
            for (var step = 0; step < free; step++) z = Update(blocks.AsSpan(0, Configuration.Layers), z + xy);
        }
        (y, z) = Cycle(blocks, x, y, z, free);
        return (y.MoveToOuterDisposeScope(), z.MoveToOuterDisposeScope());
    }

    /// <summary>The answer head's logits for every cell: fp32 (fp64 in an fp64 network) [B, cells, classes].</summary>
    public Tensor Answer(Tensor y)
    {
        using var scope = NewDisposeScope();
        if (Configuration.Mixer == Mixer.Units) return AnswerDigits(y).MoveToOuterDisposeScope();
        var cells = Configuration.IsGrid ? y.flatten(1, 2) : y.narrow(1, Configuration.Prefix, y.shape[1] - Configuration.Prefix); // [B, cells, d]
        return nn.functional.linear(cells, this["answer.weight"].to(ComputeType)).to(Flat.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Whether the network believes its answer: logits [B], above 0 for yes, computed in fp32.</summary>
    public Tensor Halt(Tensor y)
    {
        using var scope = NewDisposeScope();
        var both = HaltOutputs(y);
        var halt = both.select(1, 0);
        return (Configuration.Halting == Halting.QLearning ? halt - both.select(1, 1) : halt).MoveToOuterDisposeScope();
    }

    /// <summary>Both outputs of the halt head: [B, 2], in fp32.</summary>
    public Tensor HaltOutputs(Tensor y)
    {
        using var scope = NewDisposeScope();
        var positions = Configuration.IsGrid ? y.flatten(1, 2) : y; // [B, positions, d]
        var read = Configuration.Halt == HaltReading.Mean ? positions.to(Flat.dtype).mean([1]) : positions.select(1, 0).to(Flat.dtype); // [B, d]
        return nn.functional.linear(read, this["halt.weight"], this["halt.bias"]).MoveToOuterDisposeScope();
    }

    /// <summary>What rows, columns and boxes add to their cells: [H * W, d] in the weights' type.</summary>
    public Tensor Positions()
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = (this["row.weight"].unsqueeze(1), this["column.weight"].unsqueeze(0)); // [H, 1, d], [1, W, d]
        var cells = rows + columns; // [H, W, d]
        if (Configuration.BoxSide is var side and > 0)
            cells = cells + this["box.weight"].view(side, side, -1).repeat_interleave(side, 0).repeat_interleave(side, 1);
        return cells.mul(Math.Sqrt(Configuration.Hidden)).flatten(0, 1).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var (_, value) in Parameters) value.Dispose();
        foreach (var tensor in new[] { Flat, Y0, Z0, Puzzles, cosine, sine, units }) tensor?.Dispose();
        Forget();
    }

    private void Forget()
    {
        if (TakePuzzles() is not { } last) return;
        last.Ids.Dispose();
        last.Rows.Dispose();
    }

    // :: The recursion

    private (Tensor Y, Tensor Z) Cycle(Block[] blocks, Tensor x, Tensor y, Tensor z, int done = 0)
    {
        var xy = x + y; // the same for all n updates of z
        for (var step = done; step < Configuration.LatentSteps; step++) z = Update(blocks.AsSpan(0, Configuration.Layers), z + xy);
        return (Update(blocks.AsSpan(blocks.Length - Configuration.Layers), y + z), z);
    }

    /// <summary>The network f.</summary>
    private Tensor Update(ReadOnlySpan<Block> blocks, Tensor h)
    {
        using var scope = NewDisposeScope();
        foreach (var block in blocks)
        {
            h = Configuration.Mixer switch
            {
                Mixer.Attention => Normalise(h + Attend(block.Mixer, h)),
                Mixer.Mlp => MixSequence(block.Mixer, h),
                Mixer.Units => Normalise(h + Gather(block.Mixer, h)),
                _ => Normalise(h + Convolve(block.Mixer, h)),
            };
            h = Normalise(h + SwiGlu(block.Mlp, h));
        }
        return h.MoveToOuterDisposeScope();
    }

    /// <summary>The embedded grid of classes int64 [B, cells], nothing in the prefix: [B, prefix + cells, d].</summary>
    private Tensor Fed(Tensor grid, Tensor? scrambled)
    {
        if (scrambled is not null) grid = where(scrambled.ge(0), scrambled, grid);
        var fed = this["feedback.weight"].index_select(0, grid.flatten()).mul(Math.Sqrt(Configuration.Hidden)).view(grid.shape[0], grid.shape[1], -1); // [B, cells, d]
        if (Configuration.Prefix > 0) fed = cat([zeros(fed.shape[0], Configuration.Prefix, Configuration.Hidden, fed.dtype, fed.device), fed], 1);
        return fed.to(ComputeType);
    }

    // :: The mixers

    private Tensor Attend(Tensor[] weights, Tensor h)
    {
        long batch = h.shape[0], length = h.shape[1], heads = Configuration.Heads, width = Configuration.Hidden / heads;
        var qkv = nn.functional.linear(h, weights[0]).view(batch, length, 3, heads, width).permute(2, 0, 3, 1, 4); // [3, B, heads, L, width]
        Tensor q = Turn(qkv[0]), k = Turn(qkv[1]), v = qkv[2];
        // NOTE On the CPU the fused attention's bf16 backward pass is several times slower than these three products.
        var mixed = h.device.type == DeviceType.CUDA
            ? nn.functional.scaled_dot_product_attention(q, k, v)
            : q.mul(1 / Math.Sqrt(width)).matmul(k.transpose(-2, -1)).softmax(-1).matmul(v); // [B, heads, L, width]
        return nn.functional.linear(mixed.transpose(1, 2).reshape(batch, length, heads * width), weights[1]); // [B, L, d]
    }

    private Tensor Turn(Tensor heads)
    {
        if (Configuration.QkNorm) heads = Rms(heads);
        return Configuration.Rotary ? Rotate(heads) : heads;
    }

    /// <summary>Rotary positions, base 10000, first half against second half. [B, heads, L, width]</summary>
    private Tensor Rotate(Tensor heads)
    {
        long length = heads.shape[2], half = heads.shape[3] / 2;
        if (cosine is null || cosine.shape[0] != length) PrepareRotation(length, half);
        var turned = cat([heads.narrow(-1, half, half).neg(), heads.narrow(-1, 0, half)], -1);
        return heads * cosine! + turned * sine!;
    }

    private void PrepareRotation(long length, long half)
    {
        using var scope = NewDisposeScope();
        var frequencies = pow(10000.0, arange(half, float64, Device).mul(-1.0 / half)); // [half]
        var angles = outer(arange(length, float64, Device), frequencies);                   // [L, half]
        angles = cat([angles, angles], -1);                                                         // [L, width]
        cosine?.Dispose();
        sine?.Dispose();
        cosine = angles.cos().to(ComputeType).DetachFromDisposeScope();
        sine = angles.sin().to(ComputeType).DetachFromDisposeScope();
    }

    /// <summary>A SwiGLU over the sequence, whose norm goes over the sequence too.</summary>
    private Tensor MixSequence(Tensor[] weights, Tensor h)
    {
        var across = h.transpose(1, 2).contiguous(); // [B, d, L]
        return Normalise(across + SwiGlu(weights, across)).transpose(1, 2);
    }

    private static Tensor Convolve(Tensor[] weights, Tensor h) => // [B, H, W, d], which is what torch calls channels-last
        nn.functional.conv2d(h.permute(0, 3, 1, 2), weights[0], padding: [1, 1]).permute(0, 2, 3, 1);

    /// <summary>What the units of a cell and its other digits say. [B, cells, digits, d]</summary>
    private Tensor Gather(Tensor[] weights, Tensor h)
    {
        long batch = h.shape[0], cells = h.shape[1], side = h.shape[2], d = h.shape[3];
        units ??= tensor(SudokuUnits.Membership((int)side), [3 * side, cells]).to(ComputeType).to(Device).DetachFromDisposeScope();
        var sums = units.matmul(h.flatten(2)).view(batch, 3 * side, side, d).split([2 * side, side], 1); // rows and columns, boxes
        var heard = cat([nn.functional.linear(sums[0], weights[0]), nn.functional.linear(sums[1], weights[1])], 1); // [B, 3 side, digits, d]
        var digits = nn.functional.linear(h.sum(2, keepdim: true).mul(1 / Math.Sqrt(side)), weights[2]); // [B, cells, 1, d]
        return units.t().matmul(heard.flatten(2)).view(h.shape) + digits;
    }

    private Tensor EmbedDigits(Tensor question) // -> [B, cells, digits, d]
    {
        var (tokens, side) = (question.flatten(1), Configuration.Shape.Height); // [B, cells]
        var kinds = tensor(SudokuUnits.KindsOf(side), [side + SudokuUnits.OtherClasses, side], device: Device).index_select(0, tokens.flatten()); // [B * cells, digits]
        return this["embedding.weight"].index_select(0, kinds.flatten()).mul(Math.Sqrt(Configuration.Hidden)).view(tokens.shape[0], tokens.shape[1], side, -1).to(ComputeType);
    }

    private Tensor AnswerDigits(Tensor y) // [B, cells, digits, d] -> [B, cells, classes]
    {
        var digits = nn.functional.linear(y, this["answer.weight"].to(ComputeType)).squeeze(-1).to(Flat.dtype);
        return cat([full([y.shape[0], y.shape[1], SudokuUnits.OtherClasses], SudokuUnits.Never, Flat.dtype, Device), digits], -1);
    }

    // :: The parts of every block

    /// <summary>down(silu(gate) * up) over the last axis, or its normed sibling; gate and up come from one product, gate first.</summary>
    private Tensor SwiGlu(Tensor[] weights, Tensor h)
    {
        // NOTE chunk, not two narrows: their backward passes would each fill and add a tensor of the full width.
        var both = nn.functional.linear(h, weights[0]).chunk(2, -1); // 2 x [.., i]
        var joined = Configuration.Gate == Gating.Silu ? nn.functional.silu(both[0]) * both[1] : both[0].sigmoid() * Rms(both[0] * both[1]);
        return nn.functional.linear(joined, weights[1]);
    }

    private Tensor Normalise(Tensor h) => Configuration.Norm == Norm.Layer ? nn.functional.layer_norm(h, [h.shape[^1]]) : Rms(h);

    /// <summary>RMSNorm over the last axis without a learned weight, eps 1e-5, in fp32 whatever comes in.</summary>
    private static Tensor Rms(Tensor h)
    {
        var wide = h.dtype == float64 ? h : h.to(float32);
        return (wide * (wide * wide).mean([-1], keepdim: true).add(1e-5).rsqrt()).to(h.dtype);
    }

    private Tensor PrefixFor(Tensor x, Tensor? puzzles) // [B, prefix, d]: the puzzle's embedding, learned registers, zeros
    {
        var rows = Puzzles is null ? [] : new[] { PuzzleRows(puzzles ?? zeros([x.shape[0]], int64, x.device)).mul(Math.Sqrt(Configuration.Hidden)).unsqueeze(1) }; // [B, 1, d]
        var registers = Configuration.Registers > 0 ? [this["register.weight"]] : Array.Empty<Tensor>();
        var empty = zeros(Configuration.Prefix - Configuration.Registers - rows.Length, Configuration.Hidden, x.dtype, x.device);
        return cat([.. rows, cat([.. registers, empty]).unsqueeze(0).expand(x.shape[0], -1, -1)], 1);
    }

    private Tensor PuzzleRows(Tensor ids) // [B, d]
    {
        var rows = Puzzles!.index_select(0, ids);
        if (!Parameters[0].Value.requires_grad || !is_grad_enabled()) return rows;
        // Leaves of their own: a gradient of the whole table would be as large as the table.
        Forget();
        rows = rows.detach().requires_grad_(true).DetachFromDisposeScope();
        taken = (ids.alias().DetachFromDisposeScope(), rows);
        return rows;
    }

    /// <summary>The blocks' weights as the computation wants them; gradients flow through the cast and arrive at the masters in full precision.</summary>
    private Block[] Cast() =>
        [.. Enumerable.Range(0, Configuration.Blocks).Select(i => new Block(Under($"blocks.{i}.mixer."), Under($"blocks.{i}.mlp.")))];

    private Tensor[] Under(string prefix) =>
        [.. Parameters.Where(p => p.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(p => p.Value.to(ComputeType))];

    private static ScalarType TypeOf(Precision precision) => precision switch
    {
        Precision.Fp32 => float32,
        Precision.Bf16 => bfloat16,
        Precision.Fp64 => float64,
        _ => throw new ArgumentException("a network computes in fp32, bf16 or fp64: resolve auto first"),
    };

    private readonly record struct Block(Tensor[] Mixer, Tensor[] Mlp);
}
