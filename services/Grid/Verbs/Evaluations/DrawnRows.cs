namespace Trm.Grid.Verbs.Evaluations;

/// <summary>So many rows of a file, drawn at random.</summary>
internal static class DrawnRows
{
    /// <summary>The first steps of a shuffle: every row is as likely, none comes twice.</summary>
    /// <param name="rows">All of them.</param>
    /// <param name="limit">How many; null or more than there are: all, in their order.</param>
    /// <param name="seed">Which.</param>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> rows, int? limit, ulong seed)
    {
        if (limit is not { } count || count >= rows.Count) return rows;
        var random = new Random((int)((seed ^ (seed >> 32)) & int.MaxValue));
        var shuffled = rows.ToArray();
        for (var i = 0; i < count; i++)
        {
            var other = random.Next(i, shuffled.Length);
            (shuffled[i], shuffled[other]) = (shuffled[other], shuffled[i]);
        }
        return shuffled[..count];
    }
}
