using System.Globalization;
using System.Reflection;
using System.Text;

namespace Groundwork.Core.Unicode;

/// <summary>
/// Makes two ways to type the same text one text: NFKC, and NFKC with letter case folded away. The platform's own
/// normalization needs ICU, which is not on every machine and is switched off here; without it, it does nothing.
/// </summary>
public static class NormalText
{
    const int FirstSyllable = 0xAC00, LastSyllable = 0xD7A3, Lead = 0x1100, Vowel = 0x1161, Tail = 0x11A7, Vowels = 21, Tails = 28;

    static readonly Lazy<Tables> Known = new(Read);

    sealed record Tables(Dictionary<int, int[]> Decompose, Dictionary<int, int[]> Fold, Dictionary<int, int> Class, Dictionary<long, int> Compose);

    /// <summary>Normalization form KC. What is no valid UTF-16 becomes U+FFFD.</summary>
    public static string Nfkc(string text) => Ascii.IsValid(text) ? text : Text(Compose(Decompose(CodePoints(text))));

    /// <summary>The same for all texts that differ in letter case, width, ligatures or the order of accents only.</summary>
    public static string Fold(string text) => Ascii.IsValid(text) ? text.ToLowerInvariant()
        : Text(Compose(Decompose(Folded(Compose(Decompose(Folded(Decompose(CodePoints(text)))))))));

    static List<int> CodePoints(string text)
    {
        var found = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            found.Add(rune.Value);
        return found;
    }

    static string Text(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (var point in points)
            text.Append(new Rune(point));
        return text.ToString();
    }

    static List<int> Folded(List<int> points)
    {
        var folded = new List<int>(points.Count);
        foreach (var point in points)
            if (Known.Value.Fold.TryGetValue(point, out var other))
                folded.AddRange(other);
            else
                folded.Add(point);
        return folded;
    }

    static List<int> Decompose(List<int> points)
    {
        var whole = new List<int>(points.Count + 4);
        foreach (var point in points)
            if (point is >= FirstSyllable and <= LastSyllable)
            {
                var syllable = point - FirstSyllable;
                whole.Add(Lead + syllable / (Vowels * Tails));
                whole.Add(Vowel + syllable % (Vowels * Tails) / Tails);
                if (syllable % Tails > 0)
                    whole.Add(Tail + syllable % Tails);
            }
            else if (Known.Value.Decompose.TryGetValue(point, out var parts))
                whole.AddRange(parts);
            else
                whole.Add(point);
        Order(whole);
        return whole;
    }

    // Accents behind a letter go by class and keep their order within one. A run of them is sorted stably in n log n:
    // with an insertion sort a text of accents alone would keep a processor busy.
    static void Order(List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            var end = start;
            while (end < points.Count && ClassOf(points[end]) > 0)
                end++;
            if (end - start > 1)
            {
                var sorted = points.GetRange(start, end - start).OrderBy(ClassOf).ToList();
                for (var i = 0; i < sorted.Count; i++)
                    points[start + i] = sorted[i];
            }
            start = Math.Max(start, end - 1);
        }
    }

    static List<int> Compose(List<int> points)
    {
        var composed = new List<int>(points.Count);
        int starter = -1, last = -1;
        foreach (var point in points)
        {
            var order = ClassOf(point);
            // Blocked is what has something of its own class or a starter between it and the letter.
            if (starter >= 0 && (last < order || last == -1) && Pair(composed[starter], point) is { } one)
            {
                composed[starter] = one;
                continue;
            }
            if (order == 0)
                starter = composed.Count;
            last = order == 0 ? -1 : order;
            composed.Add(point);
        }
        return composed;
    }

    static int? Pair(int first, int second)
    {
        if (first is >= Lead and < Lead + 19 && second is >= Vowel and < Vowel + Vowels)
            return FirstSyllable + ((first - Lead) * Vowels + second - Vowel) * Tails;
        if (first is >= FirstSyllable and <= LastSyllable && (first - FirstSyllable) % Tails == 0 && second is > Tail and < Tail + Tails)
            return first + second - Tail;
        return Known.Value.Compose.TryGetValue((long)first << 32 | (uint)second, out var one) ? one : null;
    }

    static int ClassOf(int point) => Known.Value.Class.GetValueOrDefault(point);

    static Tables Read()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("unicode.txt")!);
        var tables = new Tables([], [], [], []);
        var section = "";
        while (reader.ReadLine() is { } line)
            if (line.StartsWith("# ", StringComparison.Ordinal))
                section = line[2..];
            else
                foreach (var entry in line.Split(' '))
                    Add(tables, section, entry.Split('='));
        return tables;
    }

    // "a=b+c": one to several. "a-b/s=c": every s-th from a to b, to as many from c on. "a*n=c": n of them from a on, all class c.
    static void Add(Tables tables, string section, string[] entry)
    {
        if (section == "class")
        {
            var (first, count) = (Hex(entry[0].Split('*')[0]), int.Parse(entry[0].Split('*')[1], CultureInfo.InvariantCulture));
            for (var i = 0; i < count; i++)
                tables.Class[first + i] = int.Parse(entry[1], CultureInfo.InvariantCulture);
        }
        else if (section == "compose")
            tables.Compose[(long)Hex(entry[0].Split('+')[0]) << 32 | (uint)Hex(entry[0].Split('+')[1])] = Hex(entry[1]);
        else
        {
            var into = section == "fold" ? tables.Fold : tables.Decompose;
            if (entry[0].Split('-', '/') is [var from, var to, var step])
                for (var (point, i) = (Hex(from), 0); point <= Hex(to); point += Hex(step), i += Hex(step))
                    into[point] = [Hex(entry[1]) + i];
            else
                into[Hex(entry[0])] = [.. entry[1].Split('+').Select(Hex)];
        }
    }

    static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
