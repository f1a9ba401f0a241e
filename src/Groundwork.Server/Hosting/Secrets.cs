using System.Security.Cryptography;
using System.Text;

namespace Groundwork.Server.Hosting;

/// <summary>Makes the secrets in links, cookies and keys, and the hashes that are stored in their place.</summary>
public static class Secrets
{
    const string KeyPrefix = "gwk_";
    const int RandomLength = 43, CheckLength = 6;

    /// <summary>A new secret of 256 random bits; the prefix tells people and scanners what it is.</summary>
    public static string New(string prefix) => prefix + Base64Url(RandomNumberGenerator.GetBytes(32));

    /// <summary>A new API key: a secret and a checksum, by which a scanner knows a real one and a cut-off one is seen without a look into the database.</summary>
    public static string NewKey()
    {
        var secret = New(KeyPrefix);
        return secret + CheckOf(secret);
    }

    /// <summary>Can this be a key? Not if it has the form of one and its checksum is wrong. Keys that were given to the first start have any form.</summary>
    public static bool MayBeKey(string key) => key.Length is > 0 and <= 500
        && (!key.StartsWith(KeyPrefix, StringComparison.Ordinal) || key.Length != KeyPrefix.Length + RandomLength + CheckLength
            || key[^CheckLength..] == CheckOf(key[..^CheckLength]));

    /// <summary>SHA-256 suffices: there is nothing to guess in 256 random bits.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    static string CheckOf(string secret) => Base64Url(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))[..CheckLength];

    static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
