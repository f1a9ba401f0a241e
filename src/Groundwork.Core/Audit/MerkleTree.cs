using System.Numerics;
using System.Security.Cryptography;

namespace Groundwork.Core.Audit;

/// <summary>
/// A growing Merkle tree, of which only the roots of its complete subtrees are kept: appending and the root cost the
/// logarithm of its size. Whoever has one root can tell whether any leaf before it was changed, left out or put in.
/// </summary>
/// <remarks>Hashes as in RFC 6962, section 2.1: SHA-256 over a zero byte and the leaf, or over a one byte and both children.</remarks>
public sealed class MerkleTree
{
    readonly List<byte[]> _peaks;

    /// <summary>A tree without leaves.</summary>
    public MerkleTree() => _peaks = [];

    /// <summary>The tree that had this size and these peaks.</summary>
    /// <param name="size">Number of leaves, at least 0.</param>
    /// <param name="peaks">As <see cref="Peaks"/> gave them, 32 bytes each.</param>
    /// <exception cref="ArgumentException">There is no tree of that size with that many peaks.</exception>
    public MerkleTree(long size, IEnumerable<byte[]> peaks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        _peaks = [.. peaks];
        Size = size;
        if (_peaks.Count != BitOperations.PopCount((ulong)size) || _peaks.Exists(p => p.Length != SHA256.HashSizeInBytes))
            throw new ArgumentException($"A tree of {size} leaves has {BitOperations.PopCount((ulong)size)} peaks of {SHA256.HashSizeInBytes} bytes.", nameof(peaks));
    }

    /// <summary>Number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>The roots of the complete subtrees, the largest first: one for each bit of <see cref="Size"/> that is set.</summary>
    public IReadOnlyList<byte[]> Peaks => _peaks;

    /// <summary>The hash of a leaf: 32 bytes.</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> leaf) => SHA256.HashData([0, .. leaf]);

    /// <summary>Adds a leaf behind the others.</summary>
    /// <param name="leafHash">From <see cref="LeafHash"/>, 32 bytes.</param>
    /// <exception cref="ArgumentException">It is not a hash.</exception>
    public void Append(byte[] leafHash)
    {
        if (leafHash.Length != SHA256.HashSizeInBytes)
            throw new ArgumentException($"A hash has {SHA256.HashSizeInBytes} bytes.", nameof(leafHash));
        _peaks.Add(leafHash);
        Size++;
        // Two subtrees of one size are one of twice the size: as often as the new size can be halved.
        for (var merges = BitOperations.TrailingZeroCount((ulong)Size); merges > 0; merges--)
        {
            var right = _peaks[^1];
            _peaks.RemoveAt(_peaks.Count - 1);
            _peaks[^1] = Node(_peaks[^1], right);
        }
    }

    /// <summary>The hash of all leaves in their order: 32 bytes; of no leaves, SHA-256 of nothing.</summary>
    public byte[] Root()
    {
        if (_peaks.Count == 0)
            return SHA256.HashData([]);
        var root = _peaks[^1];
        for (var i = _peaks.Count - 2; i >= 0; i--)
            root = Node(_peaks[i], root);
        return root;
    }

    static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}
