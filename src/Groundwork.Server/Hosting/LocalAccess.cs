using System.Security.Cryptography;
using System.Text;

namespace Groundwork.Server.Hosting;

/// <summary>
/// Lets the command line on this machine speak for the owner: a secret that lives as long as the
/// process, handed over in a file that only the data folder's owner can read.
/// </summary>
public sealed class LocalAccess
{
    public string Secret { get; } = Secrets.New("gwc_");

    public bool Is(string key) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(Secret));
}
