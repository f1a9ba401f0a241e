using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Groundwork.Server.Features.Webhooks;

/// <summary>Secrets and signatures as Standard Webhooks has them: HMAC-SHA256 over id, time and body.</summary>
static class Signature
{
    internal const string Prefix = "whsec_";
    const int SecretLength = 32;

    internal static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretLength);

    /// <summary>A secret as people copy it.</summary>
    internal static string Shown(byte[] secret) => Prefix + Convert.ToBase64String(secret);

    /// <summary>The header with a signature by each of the secrets; a receiver takes the message if one of them is right.</summary>
    internal static string Of(IEnumerable<byte[]> secrets, string id, long seconds, string body)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{seconds}.{body}"));
        return string.Join(' ', secrets.Select(s => "v1," + Convert.ToBase64String(HMACSHA256.HashData(s, signed))));
    }
}
