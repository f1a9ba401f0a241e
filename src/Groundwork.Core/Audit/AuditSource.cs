using System.Security.Cryptography;
using System.Text;

namespace Groundwork.Core.Audit;

/// <summary>
/// What stands for a client's address in the audit log: it shows that the address kept beside the log is the one that was noted, and says nothing
/// once the address and its salt are forgotten.
/// </summary>
public static class AuditSource
{
    const int Kept = 16;

    /// <summary>How many bytes a salt has.</summary>
    public const int SaltBytes = 16;

    /// <summary>The first half of HMAC-SHA-256 of the address under the salt, in 32 lower-case hex digits.</summary>
    public static string Of(ReadOnlySpan<byte> salt, string address) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(address)).AsSpan(0, Kept));
}
