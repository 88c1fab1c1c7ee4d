namespace Trm.Grid.Hosting;

/// <summary>What may be a record's key, in every state store alike.</summary>
internal static class Keys
{
    private const int Longest = 512;

    public static void Require(string table, string key)
    {
        if (key.Length is 0 or > Longest || key.AsSpan().ContainsAnyInRange('\0', '\x1f') || key.AsSpan().IndexOf('\udbff') >= 0)
            throw new ArgumentException($"storing in {table}: expected a key of 1 to {Longest} characters without control characters, got {key.Length}", nameof(key));
    }
}
