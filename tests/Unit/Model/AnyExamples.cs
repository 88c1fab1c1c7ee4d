using Trm.Grid.Puzzles;

namespace Trm.Grid.Tests.Unit.Model;

/// <summary>Random tokens or planes of any task, to be answered with what stands there: enough to step a network.</summary>
internal sealed class AnyExamples(TaskShape shape) : IExampleSource
{
    public TaskShape Shape => shape;
    public int Height => shape.Height > 0 ? shape.Height : 6;
    public int Width => shape.Width > 0 ? shape.Width : 5;

    public Example Draw(long index)
    {
        var random = new Random((int)index);
        var cells = Enumerable.Range(0, Height * Width).Select(_ => random.Next(Math.Max(2, shape.Classes) - 2) + 2).ToArray();
        return new()
        {
            Height = Height,
            Width = Width,
            Puzzle = (int)(index % 3),
            Tokens = shape.Input == InputKind.Tokens ? [.. cells.Select(cell => Math.Min(cell, shape.Vocabulary - 1))] : [],
            Planes = shape.Input == InputKind.Planes ? [.. Enumerable.Range(0, shape.Channels).SelectMany(_ => cells.Select(cell => cell / 10f))] : [],
            Targets = [.. cells.Select(cell => 1u << cell)],
        };
    }
}
