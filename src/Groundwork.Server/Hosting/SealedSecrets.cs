using System.Security.Cryptography;
using System.Text;
using Groundwork.Storage.Blobs;

namespace Groundwork.Server.Hosting;

/// <summary>
/// Keeps secrets that the server has to use itself, and so can't keep as hashes: sealed in the database, under a key that lies in the data
/// folder. Whoever gets hold of the database alone, or of a dump of it, learns none of them.
/// </summary>
public sealed class SealedSecrets(ServerSettings settings)
{
    const int NonceLength = 12, TagLength = 16, KeyLength = 32;
    readonly Lock making = new();
    byte[]? key;

    /// <summary>Where the key lies. It belongs to a backup as the database does.</summary>
    public const string FileName = "secrets.key";

    /// <param name="secret">What to seal.</param>
    /// <param name="owner">The id of what it belongs to: moved to another row it doesn't open.</param>
    public string Seal(byte[] secret, string owner)
    {
        var all = new byte[NonceLength + TagLength + secret.Length];
        var nonce = all.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = Cipher();
        cipher.Encrypt(nonce, secret, all.AsSpan(NonceLength + TagLength), all.AsSpan(NonceLength, TagLength), Encoding.UTF8.GetBytes(owner));
        return Convert.ToBase64String(all);
    }

    /// <summary>The secret; null if it was sealed for something else or under another key.</summary>
    public byte[]? Open(string text, string owner)
    {
        var all = Convert.FromBase64String(text);
        var secret = new byte[all.Length - NonceLength - TagLength];
        using var cipher = Cipher();
        try
        {
            cipher.Decrypt(all.AsSpan(0, NonceLength), all.AsSpan(NonceLength + TagLength), all.AsSpan(NonceLength, TagLength), secret, Encoding.UTF8.GetBytes(owner));
            return secret;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    // Each call has its own: one cipher used by two threads at once mixes them up.
    AesGcm Cipher() => new(Key(), TagLength);

    // Made when the first secret is: a server that keeps none has no key.
    byte[] Key()
    {
        lock (making)
        {
            if (key is not null)
                return key;
            var path = Path.Combine(Path.GetFullPath(settings.Data), FileName);
            if (!File.Exists(path))
                DurableFile.Replace(path, RandomNumberGenerator.GetBytes(KeyLength));
            var read = File.ReadAllBytes(path);
            return key = read.Length == KeyLength ? read : throw new InvalidDataException($"{path} isn't a key: bring it back from a backup.");
        }
    }
}
