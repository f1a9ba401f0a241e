using System.Globalization;
using System.Security.Cryptography;

namespace Groundwork.Core.Audit;

/// <summary>The tree cut into tiles of 256 hashes, as C2SP tlog-tiles has them: a tile at level 0 has hashes of leaves, one above it the roots of full tiles.</summary>
/// <param name="Level">How many tiles lie below it; 0 at the leaves.</param>
/// <param name="Number">Which one of its level, from 0.</param>
/// <param name="Width">How many hashes it has: 256, or fewer at the right edge.</param>
public readonly record struct MerkleTile(int Level, long Number, int Width)
{
    /// <summary>How many hashes a full tile has.</summary>
    public const int Full = 256;

    /// <summary>How many hashes of this level a tree has.</summary>
    public static long Hashes(long size, int level) => level > 7 ? 0 : size >> (8 * level);

    /// <summary>Whether a tree of this size has the tile: it is full, or exactly as wide as the tree's edge is there.</summary>
    public bool In(long size)
    {
        var left = Hashes(size, Level) - Number * Full;
        return Width == Full ? left >= Full : left == Width;
    }

    /// <summary>The tiles of one level in a tree of this size.</summary>
    public static IEnumerable<MerkleTile> Of(long size, int level)
    {
        var hashes = Hashes(size, level);
        for (long n = 0; n * Full < hashes; n++)
            yield return new MerkleTile(level, n, (int)Math.Min(Full, hashes - n * Full));
    }

    /// <summary>The root over the hashes of a tile: 32 bytes.</summary>
    /// <param name="hashes">32 bytes each.</param>
    public static byte[] Root(ReadOnlySpan<byte> hashes)
    {
        var tree = new MerkleTree();
        for (var at = 0; at < hashes.Length; at += SHA256.HashSizeInBytes)
            tree.Append(hashes.Slice(at, SHA256.HashSizeInBytes).ToArray());
        return tree.Root();
    }

    /// <summary>Where it lies: <c>x001/x234/067</c>, and <c>.p/12</c> behind that if it is not full.</summary>
    public string Path
    {
        get
        {
            var path = (Number % 1000).ToString("000", CultureInfo.InvariantCulture);
            for (var rest = Number / 1000; rest > 0; rest /= 1000)
                path = string.Create(CultureInfo.InvariantCulture, $"x{rest % 1000:000}/{path}");
            return Width == Full ? path : string.Create(CultureInfo.InvariantCulture, $"{path}.p/{Width}");
        }
    }

    /// <summary>The tile that a path names; null if it names none, or not in the one way that is right.</summary>
    public static MerkleTile? Parse(int level, string path)
    {
        var parts = path.Split('/').ToList();
        var width = Full;
        if (parts.Count >= 2 && parts[^2].EndsWith(".p", StringComparison.Ordinal))
        {
            if (!int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out width))
                return null;
            parts.RemoveAt(parts.Count - 1);
            parts[^1] = parts[^1][..^2];
        }
        long number = 0;
        foreach (var part in parts)
            if (parts.Count > 5 || !int.TryParse(part.TrimStart('x'), NumberStyles.None, CultureInfo.InvariantCulture, out var group))
                return null;
            else
                number = number * 1000 + group;
        return level is >= 0 and <= 63 && width is > 0 and <= Full && new MerkleTile(level, number, width) is var tile && tile.Path == path ? tile : null;
    }
}
