using Trm.Grid.Puzzles;

namespace Trm.Grid.Tests.Unit.Model;

/// <summary>
/// Small grids of random tokens: a cell's right classes are token mod 4 and (token + left neighbour) mod 4; cells with token 0 are not scored.
/// Plane tasks read token and 1 - token as floats.
/// </summary>
internal sealed class NeighbourExamples(TaskShape shape, int seed) : IExampleSource
{
    public TaskShape Shape => shape;
    public int Height => 3;
    public int Width => 4;

    public Example Draw(long index)
    {
        var random = new Random(seed * 7919 + (int)index);
        var tokens = Enumerable.Range(0, 12).Select(_ => random.Next(5)).ToArray();
        var targets = tokens.Select((token, i) => token == 0 ? 0u : 1u << token % 4 | 1u << (token + (i % 4 == 0 ? 0 : tokens[i - 1])) % 4).ToArray();
        return shape.Input == InputKind.Tokens
            ? new() { Height = 3, Width = 4, Tokens = tokens, Targets = targets }
            : new() { Height = 3, Width = 4, Planes = [.. tokens.Select(t => (float)t), .. tokens.Select(t => 1f - t)], Targets = targets };
    }
}
