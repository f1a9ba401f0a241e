using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Groundwork.Core.Audit;

/// <summary>
/// What the lines of one tile are about, in a few hundred bytes: whoever looks for a member, an action or a thing passes by the tiles that
/// surely don't have it.
/// </summary>
/// <remarks>A Bloom filter (B. H. Bloom, "Space/time trade-offs in hash coding with allowable errors", CACM 13, 1970) with 6 bits a word.</remarks>
public static class AuditWords
{
    const int Bytes = 1024, PerWord = 6;

    /// <summary>The words that a line can be found by.</summary>
    public static IEnumerable<string> Of(AuditLeaf leaf)
    {
        yield return Actor(leaf.Actor);
        yield return Action(leaf.Action);
        yield return Action(leaf.Action.Split('.')[0]);
        yield return Subject(leaf.Subject);
        yield return Project(leaf.Project ?? leaf.Subject);
    }

    /// <summary>The word of whoever did it.</summary>
    public static string Actor(string id) => "a" + id;

    /// <summary>The word of what was done, or of the first half of its name.</summary>
    public static string Action(string name) => "k" + name;

    /// <summary>The word of what it was done to.</summary>
    public static string Subject(string id) => "s" + id;

    /// <summary>The word of the project.</summary>
    public static string Project(string id) => "p" + id;

    /// <summary>The filter of some lines.</summary>
    public static byte[] Filter(IEnumerable<AuditLeaf> leaves)
    {
        var bits = new byte[Bytes];
        foreach (var word in leaves.SelectMany(Of).Distinct(StringComparer.Ordinal))
            foreach (var bit in BitsOf(word))
                bits[bit >> 3] |= (byte)(1 << (bit & 7));
        return bits;
    }

    /// <summary>May there be a line with all of these words?</summary>
    public static bool May(byte[] filter, IEnumerable<string> words) =>
        words.All(word => BitsOf(word).All(bit => (filter[bit >> 3] & (1 << (bit & 7))) != 0));

    static int[] BitsOf(string word)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(word));
        var bits = new int[PerWord];
        for (var i = 0; i < PerWord; i++)
            bits[i] = BinaryPrimitives.ReadUInt16BigEndian(hash.AsSpan(i * 2)) % (Bytes * 8);
        return bits;
    }
}
