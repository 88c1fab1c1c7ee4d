using System.Buffers.Text;
using System.Text;

namespace Trm.Grid.Fleet;

/// <summary>
/// A join token as it is handed to a device: <c>tg1.SECRET.PIN.ENDPOINT</c>, each part in base64url. PIN is the SHA-256 of the server key's
/// SubjectPublicKeyInfo, so that the device tells the secret to nobody else; ENDPOINT is the address that devices connect to.
/// </summary>
internal static class JoinTokenText
{
    private const string Version = "tg1";

    public static string Write(byte[] secret, string pinHex, Uri endpoint) => string.Join(
        '.',
        Version,
        Base64Url.EncodeToString(secret),
        Base64Url.EncodeToString(Convert.FromHexString(pinHex)),
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(endpoint.ToString())));

    /// <returns>The secret, or null when the text is no token.</returns>
    public static byte[]? SecretOf(string text) =>
        text.Split('.') is [Version, var secret, _, _] && secret.Length <= 128 && Base64Url.IsValid(secret) ? Base64Url.DecodeFromChars(secret) : null;
}
