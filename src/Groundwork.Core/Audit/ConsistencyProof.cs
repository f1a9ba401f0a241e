using System.Numerics;
using System.Security.Cryptography;

namespace Groundwork.Core.Audit;

/// <summary>Shows that a tree is an earlier one with leaves added behind, and nothing changed, left out or put in between.</summary>
/// <remarks>RFC 6962, section 2.1.2; the check is that of RFC 9162, section 2.1.4.2.</remarks>
public static class ConsistencyProof
{
    /// <summary>A subtree that the proof has the root of: 2^<paramref name="Height"/> leaves, the <paramref name="Index"/>-th of that size; or what there is of it.</summary>
    public readonly record struct Node(int Height, long Index);

    /// <summary>Which roots the proof is made of, in their order.</summary>
    /// <param name="from">Size of the earlier tree, at least 1.</param>
    /// <param name="to">Size of the later one.</param>
    public static IReadOnlyList<Node> Nodes(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        var nodes = new List<Node>();
        long start = 0, end = to, old = from;
        var whole = true;
        // Down to the subtree that ends where the earlier tree does; the root of what lies beside the way belongs to the proof.
        while (old != end - start)
        {
            var half = (long)(BitOperations.RoundUpToPowerOf2((ulong)(end - start)) / 2);
            if (old <= half)
            {
                nodes.Add(Covering(start + half, end));
                end = start + half;
            }
            else
            {
                nodes.Add(Covering(start, start + half));
                start += half;
                old -= half;
                whole = false;
            }
        }
        if (!whole)
            nodes.Add(Covering(start, end));
        nodes.Reverse();
        return nodes;
    }

    static Node Covering(long start, long end)
    {
        var height = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((ulong)(end - start)));
        return new Node(height, start >> height);
    }

    /// <summary>Do these roots belong to trees of which the later one holds the earlier one?</summary>
    public static bool Holds(long from, byte[] fromRoot, long to, byte[] toRoot, IReadOnlyList<byte[]> proof)
    {
        if (from == to)
            return proof.Count == 0 && fromRoot.AsSpan().SequenceEqual(toRoot);
        if (from < 1 || from > to || proof.Count == 0)
            return false;
        var at = BitOperations.IsPow2(from) ? 0 : 1;
        var (fn, sn) = (from - 1, to - 1);
        for (; (fn & 1) == 1; fn >>= 1)
            sn >>= 1;
        var (fr, sr) = at == 0 ? (fromRoot, fromRoot) : (proof[0], proof[0]);
        foreach (var c in proof.Skip(at))
        {
            if (sn == 0)
                return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                (fr, sr) = (Join(c, fr), Join(c, sr));
                for (; (fn & 1) == 0 && fn != 0; fn >>= 1)
                    sn >>= 1;
            }
            else
                sr = Join(sr, c);
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && fr.AsSpan().SequenceEqual(fromRoot) && sr.AsSpan().SequenceEqual(toRoot);
    }

    static byte[] Join(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}
