using System.Security.Cryptography;
using System.Text;

namespace Groundwork.Server.Hosting;

/// <summary>Makes the secrets in links, cookies and keys, and the hashes that are stored in their place.</summary>
public static class Secrets
{
    /// <summary>A new secret of 256 random bits; the prefix tells people and scanners what it is.</summary>
    public static string New(string prefix) =>
        prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>SHA-256 suffices: there is nothing to guess in 256 random bits.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
