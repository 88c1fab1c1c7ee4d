using Trm.Grid.Puzzles;

namespace Trm.Grid.Model.Internal;

/// <summary>Whether a source's examples are such as a network reads.</summary>
internal static class ExampleFit
{
    /// <param name="doing">What they are wanted for, for people.</param>
    /// <param name="own">The network's.</param>
    /// <param name="source">Whose examples are meant.</param>
    /// <exception cref="ArgumentException">They are of another task, or another size than the network's only one.</exception>
    public static void Require(string doing, TaskShape own, IExampleSource source)
    {
        var given = source.Shape;
        var fits = own with { Height = 0, Width = 0 } == given with { Height = 0, Width = 0 };
        if (!fits || (own.Height > 0 && own.Height != source.Height) || (own.Width > 0 && own.Width != source.Width))
            throw new ArgumentException($"{doing}: expected examples of {Words(own, own.Height, own.Width)}, got {Words(given, source.Height, source.Width)}; does the source belong to this preset?");
    }

    private static string Words(TaskShape shape, int height, int width) =>
        $"{shape.Task} on {(height > 0 ? $"{height}x{width}" : "any number of")} cells, {(shape.Input == InputKind.Tokens ? $"{shape.Vocabulary} tokens" : $"{shape.Channels} planes")} in and {shape.Classes} classes out";
}
