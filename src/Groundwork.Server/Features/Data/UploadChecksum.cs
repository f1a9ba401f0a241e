using System.Buffers.Binary;
using System.Security.Cryptography;
using Groundwork.Core;

namespace Groundwork.Server.Features.Data;

/// <summary>What a client says one chunk must hash to, and what it does.</summary>
sealed class UploadChecksum : IDisposable
{
    internal const string Algorithms = "sha256,sha1,crc32";

    readonly byte[] expected;
    readonly IncrementalHash? hash;
    uint crc;

    UploadChecksum(byte[] expected, IncrementalHash? hash) => (this.expected, this.hash) = (expected, hash);

    /// <summary>Reads <c>Upload-Checksum</c>; nothing where there is none, and what is wrong with it if something is.</summary>
    internal static (UploadChecksum? Read, string? Wrong) Of(string? header)
    {
        if (string.IsNullOrEmpty(header))
            return (null, null);
        var parts = header.Split(' ');
        var (digest, length) = (new byte[64], 0);
        if (parts.Length != 2 || !Convert.TryFromBase64String(parts[1], digest, out length))
            return (null, "Upload-Checksum is the name of an algorithm, a space, and the checksum in base64.");
        // SHA-1 is what the protocol demands at least; here it only finds damage on the way.
#pragma warning disable CA5350
        var (size, hash) = parts[0] switch
        {
            "sha256" => (32, IncrementalHash.CreateHash(HashAlgorithmName.SHA256)),
            "sha1" => (20, IncrementalHash.CreateHash(HashAlgorithmName.SHA1)),
            "crc32" => (4, null),
            _ => (0, null),
        };
#pragma warning restore CA5350
        if (size == length)
            return (new UploadChecksum(digest[..length], hash), null);
        hash?.Dispose();
        return (null, size == 0 ? $"Upload-Checksum knows {Algorithms}." : $"A {parts[0]} has {size} bytes, this one has {length}.");
    }

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        if (hash is null)
            crc = Crc32.Append(crc, bytes);
        else
            hash.AppendData(bytes);
    }

    internal bool Holds()
    {
        var found = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(found, crc);
        return expected.AsSpan().SequenceEqual(hash?.GetHashAndReset() ?? found);
    }

    public void Dispose() => hash?.Dispose();
}
