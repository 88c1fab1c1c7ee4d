using System.Globalization;
using Trm.Grid.Packages;
using Trm.Grid.Puzzles;

namespace Trm.Grid.Runtime;

/// <summary>
/// Runs a package's golden vectors on this very hardware: inputs whose outputs the training network gave in fp32. A case n is
/// <c>n.tokens</c> [H, W] or <c>n.planes</c> [C, H, W], and <c>n.logits</c> [steps, cells, classes] from y0 and z0 on. Classes are compared in
/// the cells of <c>n.scored</c> [H, W], logits in all.
/// </summary>
public static class GoldenCheck
{
    /// <exception cref="InvalidDataException">The graph cannot be loaded, or the package states no tolerance for this precision.</exception>
    /// <exception cref="PackageException">The package has no such graph or no golden vectors.</exception>
    public static GoldenReport Run(PackageFolder package, Precision precision, RuntimeOptions? options = null, TimeProvider? time = null)
    {
        var name = precision == Precision.Fp32 ? "fp32" : "int8";
        var tolerance = package.Manifest.Tolerances.GetValueOrDefault(name)
            ?? throw new InvalidDataException($"checking the golden vectors of {package.Digest}: expected a tolerance for {name}, the manifest has {string.Join(", ", package.Manifest.Tolerances.Keys)}; export the model again");
        var golden = package.Manifest.Golden
            ?? throw new InvalidDataException($"checking the golden vectors of {package.Digest}: the manifest names none; export the model again");
        using var model = StepModel.Load(package, precision, options);
        using var vectors = SafetensorsFile.Open(package.FileOf(Roles.Golden));
        var tally = new Tally();
        for (var index = 0; index < golden.Cases; index++)
            RunCase(model, vectors, index, golden.Steps, tally, time ?? TimeProvider.System);

        // NOTE: written so that NaN fails.
        var passed = tally.Cells > 0
            && (tolerance.MaxLogitDifference is not { } most || tally.Worst <= most)
            && (tolerance.MinEqualCells is not { } least || tally.EqualShare >= least);
        return new GoldenReport
        {
            Precision = precision,
            Passed = passed,
            Compared = golden.Cases * golden.Steps,
            WorstLogitDifference = tally.Worst,
            EqualCells = tally.EqualShare,
            SlowestStep = tally.Slowest,
            Explanation = string.Create(CultureInfo.InvariantCulture,
                $"{name}: largest logit difference {tally.Worst:G3}{(tolerance.MaxLogitDifference is { } bound ? $" (at most {bound:G3})" : "")}, equal cells {tally.EqualShare:P2}{(tolerance.MinEqualCells is { } share ? $" (at least {share:P2})" : "")}"),
        };
    }

    private static void RunCase(StepModel model, SafetensorsFile vectors, int index, int steps, Tally tally, TimeProvider time)
    {
        var isTokens = model.Shape.Input == InputKind.Tokens;
        var question = $"{index}.{(isTokens ? "tokens" : "planes")}";
        var shape = vectors.Info(question).Shape;
        var wanted = vectors.Floats($"{index}.logits");
        var scored = vectors.Bools($"{index}.scored");
        using var batch = model.Open(1, (int)shape[^2], (int)shape[^1]);
        var size = batch.Cells * batch.Classes;
        if (wanted.Length != steps * size)
            throw new InvalidDataException($"reading golden case {index}: expected {steps} steps of {size} logits, got {wanted.Length}; export the model again");
        if (isTokens)
            vectors.Longs(question).CopyTo(batch.Tokens(0));
        else
            vectors.Floats(question).CopyTo(batch.Planes(0));
        if (model.PuzzleWidth > 0)
            vectors.Floats($"{index}.puzzle").CopyTo(batch.Puzzle(0));
        for (var step = 0; step < steps; step++)
        {
            var began = time.GetTimestamp();
            batch.Step();
            tally.Take(wanted.AsSpan(step * size, size), batch.Logits(0), scored, time.GetElapsedTime(began));
        }
    }

    private sealed class Tally
    {
        private long _equal;

        public double Worst { get; private set; }

        public TimeSpan Slowest { get; private set; }

        /// <summary>Scored cells compared.</summary>
        public long Cells { get; private set; }

        public double EqualShare => Cells == 0 ? 0 : (double)_equal / Cells;

        public void Take(ReadOnlySpan<float> wanted, ReadOnlySpan<float> got, ReadOnlySpan<bool> scored, TimeSpan elapsed)
        {
            for (var i = 0; i < wanted.Length; i++)
            {
                var difference = Math.Abs((double)wanted[i] - got[i]);
                Worst = Math.Max(Worst, double.IsFinite(difference) ? difference : double.PositiveInfinity);
            }
            var classes = wanted.Length / scored.Length;
            for (var cell = 0; cell < scored.Length; cell++)
                if (scored[cell])
                {
                    Cells++;
                    _equal += Likeliest(wanted.Slice(cell * classes, classes)) == Likeliest(got.Slice(cell * classes, classes)) ? 1 : 0;
                }
            Slowest = elapsed > Slowest ? elapsed : Slowest;
        }

        private static int Likeliest(ReadOnlySpan<float> logits)
        {
            var best = 0;
            for (var i = 1; i < logits.Length; i++)
                best = logits[i] > logits[best] ? i : best;
            return best;
        }
    }
}
