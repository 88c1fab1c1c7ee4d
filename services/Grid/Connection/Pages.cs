namespace Trm.Grid.Connection;

/// <summary>Reads lists that come in pages.</summary>
internal static class Pages
{
    /// <param name="read">Reads the page of a token.</param>
    /// <param name="items">What is on it.</param>
    /// <param name="next">The token of the page behind it; empty: there is none.</param>
    /// <param name="most">So many items are enough.</param>
    public static async Task<List<TItem>> AllAsync<TPage, TItem>(
        Func<string, Task<TPage>> read, Func<TPage, IEnumerable<TItem>> items, Func<TPage, string> next, int most = int.MaxValue)
    {
        var all = new List<TItem>();
        var token = "";
        do
        {
            var page = await read(token);
            all.AddRange(items(page).Take(most - all.Count));
            token = next(page);
        }
        while (token.Length > 0 && all.Count < most);
        return all;
    }
}
