namespace Trm.Grid.Hosting;

/// <summary>What may be a record's key, in every state store alike.</summary>
public static class Keys
{
    private const int Longest = 512;

    /// <summary>Whether it may be one: 1 to 512 characters, no control character, and none of the last ones that Unicode has.</summary>
    public static bool Fits(string key) => key.Length is > 0 and <= Longest && !key.AsSpan().ContainsAnyInRange('\0', '\x1f') && key.AsSpan().IndexOf('\udbff') < 0;

    internal static void Require(string table, string key)
    {
        if (!Fits(key))
            throw new ArgumentException($"storing in {table}: expected a key of 1 to {Longest} characters without control characters, got {key.Length}", nameof(key));
    }
}
