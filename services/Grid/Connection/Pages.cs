namespace Trm.Grid.Connection;

/// <summary>Reads lists that come in pages.</summary>
internal static class Pages
{
    public static async Task<List<TItem>> AllAsync<TPage, TItem>(
        Func<string, Task<TPage>> read, Func<TPage, IEnumerable<TItem>> items, Func<TPage, string> next)
    {
        var all = new List<TItem>();
        var token = "";
        do
        {
            var page = await read(token);
            all.AddRange(items(page));
            token = next(page);
        }
        while (token.Length > 0);
        return all;
    }
}
