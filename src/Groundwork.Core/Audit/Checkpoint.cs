using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Groundwork.Core.Audit;

/// <summary>What a log said of itself at some time: how long it is and its root. Whoever keeps one can tell later whether anything before it was changed.</summary>
/// <param name="Origin">Which log.</param>
/// <param name="Size">How many lines it has.</param>
/// <param name="Root">The root over all of them: 32 bytes.</param>
/// <remarks>C2SP tlog-checkpoint, in a C2SP signed note with a signature of type 2: ECDSA over P-256 and SHA-256.</remarks>
public sealed record Checkpoint(string Origin, long Size, byte[] Root)
{
    const char Dash = '\u2014';
    const byte Ecdsa = 2;

    /// <summary>The text that is signed.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root)}\n");

    /// <summary>The note: the text and its signature. The key's name is the log's.</summary>
    public string Signed(ECDsa key)
    {
        var signature = key.SignData(Encoding.UTF8.GetBytes(Text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return $"{Text}\n{Dash} {Origin} {Convert.ToBase64String([.. KeyId(key.ExportSubjectPublicKeyInfo()), .. signature])}\n";
    }

    /// <summary>By which a signature names its key: the first four bytes of the SHA-256 of the public key (SPKI, DER).</summary>
    public static byte[] KeyId(byte[] publicKey) => SHA256.HashData(publicKey)[..4];

    /// <summary>The public key in one line, as tools for signed notes take it: name, id and key.</summary>
    public static string VerifierKey(string origin, byte[] publicKey) =>
        $"{origin}+{Convert.ToHexStringLower(KeyId(publicKey))}+{Convert.ToBase64String([Ecdsa, .. publicKey])}";

    /// <summary>What a note says; null if it is no checkpoint, or none of these keys signed it.</summary>
    /// <param name="note">As <see cref="Signed"/> wrote it.</param>
    /// <param name="publicKeys">Those that are trusted, SPKI in DER.</param>
    public static Checkpoint? Open(string note, IEnumerable<byte[]> publicKeys)
    {
        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        var lines = end < 0 ? [] : note[..end].Split('\n');
        if (lines.Length < 3 || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || Bytes(lines[2]) is not { Length: SHA256.HashSizeInBytes } root)
            return null;
        var keys = publicKeys.ToList();
        foreach (var line in note[(end + 2)..].Split('\n'))
            if (line.Split(' ') is [[Dash], var name, var encoded] && name == lines[0] && Bytes(encoded) is { Length: > 4 } signature
                && keys.Find(k => KeyId(k).AsSpan().SequenceEqual(signature.AsSpan(0, 4))) is { } key && Verifies(key, note[..(end + 1)], signature[4..]))
                return new Checkpoint(lines[0], size, root);
        return null;
    }

    static bool Verifies(byte[] key, string text, byte[] signature)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(key, out _);
        return ecdsa.VerifyData(Encoding.UTF8.GetBytes(text), signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    static byte[]? Bytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var n) ? bytes[..n] : null;
    }
}
