using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Trm.Grid.Contracts.V1;

namespace Trm.Grid.Hosting;

/// <summary>Page tokens and watch cursors: opaque text that names where to go on, and refuses one of another list.</summary>
public static class Cursor
{
    private const string Mark = "c1";

    /// <param name="scope">The list or stream, with whatever narrows it: <c>versions/planner</c>.</param>
    public static string Of(string scope, string after) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Mark}\n{scope}\n{after}"));

    public static string Of(string scope, long after) => Of(scope, after.ToString(CultureInfo.InvariantCulture));

    /// <returns>What stood behind the scope; null for an empty token: the beginning.</returns>
    /// <exception cref="GridException">INVALID_CURSOR.</exception>
    public static string? Read(string scope, string token)
    {
        if (token.Length == 0)
            return null;
        var parts = Decode(token).Split('\n', 3);
        return parts is [Mark, var of, var after] && of == scope ? after : throw Foreign(scope);
    }

    /// <returns>The sequence; 0 for an empty token: the beginning.</returns>
    /// <exception cref="GridException">INVALID_CURSOR.</exception>
    public static long ReadSequence(string scope, string token) => Read(scope, token) switch
    {
        null => 0,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) => sequence,
        _ => throw Foreign(scope),
    };

    /// <summary>How many items a page holds: what was asked, within what is allowed.</summary>
    public static int PageSize(uint asked, int usual = 100, int most = 500) => asked == 0 ? usual : (int)Math.Min(asked, (uint)most);

    /// <summary>The first of the messages that a page holds: at most so many, and no more than clients take at once, who refuse 4 MiB unless told otherwise; one at least. It asks for no more of them than that.</summary>
    public static IEnumerable<T> Fitting<T>(IEnumerable<T> messages, int size, Func<T, IMessage> messageOf, int mostBytes = 3 << 20)
    {
        var (count, bytes) = (0, 0L);
        foreach (var message in messages)
        {
            bytes += messageOf(message).CalculateSize();
            if (count == size || (count > 0 && bytes > mostBytes))
                yield break;
            count++;
            yield return message;
        }
    }

    private static string Decode(string token)
    {
        Span<byte> bytes = token.Length <= 1024 ? stackalloc byte[1024] : throw Foreign("");
        // NOTE: TryDecode throws on characters outside its alphabet; IsValid does not.
        return Base64Url.IsValid(token) && Base64Url.TryDecodeFromChars(token, bytes, out var written) ? Encoding.UTF8.GetString(bytes[..written]) : "";
    }

    private static GridException Foreign(string scope) =>
        new(ErrorReason.InvalidCursor, $"reading a page token or cursor: expected one that {scope} gave; begin again without one");
}
