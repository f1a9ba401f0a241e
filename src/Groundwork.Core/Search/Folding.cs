using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Groundwork.Core.Search;

/// <summary>
/// Takes from characters what a search doesn't look at: case, width, ligatures, and in how many code points a letter with
/// its marks is written. The same on every machine: the runtime's own tables depend on whether it has ICU.
/// </summary>
/// <remarks>NFKD with full case folding, Unicode Standard Annex 15 and section 3.13; the data is in folding.txt.</remarks>
static class Folding
{
    // Hangul syllables are computed: Unicode Standard, section 3.12.
    const int FirstSyllable = 0xAC00, Syllables = 11172, FirstLead = 0x1100, FirstVowel = 0x1161, FirstTail = 0x11A7, Vowels = 21, Tails = 28;

    static readonly Lazy<(FrozenDictionary<int, int[]> Letters, FrozenDictionary<int, byte> Classes)> Tables = new(Read);

    /// <summary>Appends what a character becomes, which may be nothing.</summary>
    internal static int Fold(int character, Span<int> into)
    {
        if (character < 0x80)
        {
            into[0] = character is >= 'A' and <= 'Z' ? character + 32 : character;
            return 1;
        }
        if (character - FirstSyllable is >= 0 and < Syllables and var syllable)
        {
            into[0] = FirstLead + syllable / (Vowels * Tails);
            into[1] = FirstVowel + syllable % (Vowels * Tails) / Tails;
            into[2] = FirstTail + syllable % Tails;
            return syllable % Tails == 0 ? 2 : 3;
        }
        if (!Tables.Value.Letters.TryGetValue(character, out var folded))
        {
            into[0] = character;
            return 1;
        }
        folded.CopyTo(into);
        return folded.Length;
    }

    /// <summary>The most code points that one becomes.</summary>
    internal const int Longest = 18;

    /// <summary>Marks of different classes may be written in any order; sorted by class they are the same.</summary>
    internal static byte ClassOf(int character) => character < 0x300 ? (byte)0 : Tables.Value.Classes.GetValueOrDefault(character);

    static (FrozenDictionary<int, int[]>, FrozenDictionary<int, byte>) Read()
    {
        var (letters, classes) = (new Dictionary<int, int[]>(8000), new Dictionary<int, byte>(1000));
        using var reader = new StreamReader(typeof(Folding).Assembly.GetManifestResourceStream("folding.txt")!, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#'))
                foreach (var entry in line.TrimStart('!').Split(';'))
                    Add(entry.Split(' '), line.StartsWith('!'), letters, classes);
        return (letters.ToFrozenDictionary(), classes.ToFrozenDictionary());
    }

    static void Add(string[] entry, bool isClass, Dictionary<int, int[]> letters, Dictionary<int, byte> classes)
    {
        var step = entry[0].EndsWith("/2", StringComparison.Ordinal) ? 2 : 1;
        var range = entry[0].Split('/')[0].Split('-');
        for (int from = Hex(range[0]), to = Hex(range[^1]), at = from; at <= to; at += step)
            if (isClass)
                classes.Add(at, byte.Parse(entry[1], CultureInfo.InvariantCulture));
            else
                letters.Add(at, entry.Length == 2 ? [Hex(entry[1]) + at - from] : [.. entry[1..].Select(Hex)]);
    }

    static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
