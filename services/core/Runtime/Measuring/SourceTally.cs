using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Runtime.Measuring;

/// <summary>Counts, for every source that instances name, how many of them were answered.</summary>
internal sealed class SourceTally
{
    /// <summary>A file may name a source of its own for each row: those with the most instances are told.</summary>
    public const int MostSources = 64;

    private readonly Dictionary<string, (int Asked, int Exact, int Verified)> _of = [];

    /// <summary>One instance, once it is done.</summary>
    /// <param name="source">Empty where it names none: then it is not counted.</param>
    /// <param name="exact">Whether its last answer as asked was the given one.</param>
    /// <param name="verified">Whether the checker took an answer of any step of any view.</param>
    public void Take(string source, bool exact, bool verified)
    {
        if (source.Length == 0)
            return;
        var sofar = _of.GetValueOrDefault(source);
        _of[source] = (sofar.Asked + 1, sofar.Exact + (exact ? 1 : 0), sofar.Verified + (verified ? 1 : 0));
    }

    public Dictionary<string, SourceShares> Shares() => _of.OrderByDescending(source => source.Value.Asked).ThenBy(source => source.Key, StringComparer.Ordinal).Take(MostSources)
        .ToDictionary(source => source.Key, source => new SourceShares
        {
            Count = (ulong)source.Value.Asked,
            Exact = source.Value.Exact / (double)source.Value.Asked,
            Verified = source.Value.Verified / (double)source.Value.Asked,
        });
}
