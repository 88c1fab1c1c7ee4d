using Trm.Grid.Puzzles.Planning;

namespace Trm.Grid.Runtime;

/// <summary>
/// Keeps the policies of the last few goals: a policy holds a path from every cell, so that another start on the same map to the same goal
/// needs no recursion. Safe for several threads.
/// </summary>
internal sealed class PolicyMemory
{
    private const int Kept = 4;

    private readonly Lock _lock = new();
    private readonly List<(Key Key, int View, float[] Logits)> _recent = [];

    /// <returns>The view it was drawn in and its logits, [H*W, 8]; null where nothing is known of this goal.</returns>
    public (int View, float[] Logits)? Find(PathQuery query)
    {
        var key = Key.Of(query);
        lock (_lock)
        {
            var found = _recent.FindIndex(entry => entry.Key == key);
            return found < 0 ? null : (_recent[found].View, _recent[found].Logits);
        }
    }

    public void Keep(PathQuery query, int view, float[] logits)
    {
        var key = Key.Of(query);
        lock (_lock)
        {
            _recent.RemoveAll(entry => entry.Key == key);
            if (_recent.Count == Kept)
                _recent.RemoveAt(0);
            _recent.Add((key, view, logits));
        }
    }

    private readonly record struct Key(string MapDigest, Cell Goal, bool UnknownIsFree)
    {
        public static Key Of(PathQuery query) => new(query.Map.Digest, query.Goal, query.UnknownIsFree);
    }
}
