namespace Trm.Grid.Puzzles;

/// <summary>
/// An endless, numbered supply of training examples. <see cref="Draw"/> is a pure function of the source and the index, safe to call from
/// several threads: a resumed run needs only its position to see what an undisturbed one would have seen.
/// </summary>
public interface IExampleSource
{
    TaskShape Shape { get; }

    /// <summary>Rows of every example that this source gives.</summary>
    int Height { get; }

    /// <summary>Columns of every example that this source gives.</summary>
    int Width { get; }

    /// <summary>After how many examples the first comes again; null where none does so by rule.</summary>
    int? Cycle => null;

    Example Draw(long index);
}
