using System.Buffers.Text;
using System.Text;

namespace Trm.Grid.Edge.Identity;

/// <summary>
/// What a device needs to join: <c>tg1.SECRET.PIN.ENDPOINT</c>, each part in base64url. PIN is the SHA-256 of the grid's server
/// key (SubjectPublicKeyInfo), so that the secret is told to nobody else; ENDPOINT is the address that devices connect to.
/// </summary>
internal sealed record JoinToken(string Text, byte[] ServerPin, Uri Endpoint)
{
    private const string Version = "tg1";
    private const int PinBytes = 32;

    public static JoinToken Parse(string text)
    {
        var parts = text.Trim().Split('.');
        if (parts.Length != 4 || parts[0] != Version || Decode(parts[2]) is not { Length: PinBytes } pin
            || Decode(parts[3]) is not { } endpoint || !Uri.TryCreate(Encoding.UTF8.GetString(endpoint), UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
            throw new AgentException("JOIN_TOKEN_INVALID", $"reading the join token: expected {Version}.SECRET.PIN.ENDPOINT, got {parts.Length} parts of {text.Length} characters; copy it whole from `trmgrid devices token`");
        return new(text.Trim(), pin, address);
    }

    private static byte[]? Decode(string part)
    {
        try
        {
            return Base64Url.DecodeFromChars(part);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
