using System.Security.Cryptography;

namespace Trm.Grid.Training.Runs;

/// <summary>Ids that order by time, can be said aloud and typed: <c>run-01kb3v8q2m-x7yd</c>.</summary>
internal static class RunIds
{
    // Crockford's base32: no i, l, o, u.
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";

    public static string New(DateTimeOffset now) =>
        $"run-{Text(now.ToUnixTimeMilliseconds(), 10)}-{Text(RandomNumberGenerator.GetInt32(1 << 20), 4)}";

    private static string Text(long value, int length) =>
        string.Create(length, value, (text, rest) =>
        {
            for (var i = text.Length - 1; i >= 0; i--, rest >>= 5)
                text[i] = Digits[(int)(rest & 31)];
        });
}
