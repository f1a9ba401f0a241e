namespace Groundwork.Core.Search;

/// <summary>What the values of a column are.</summary>
public enum ColumnKind
{
    /// <summary>One number a row, or none; times are numbers too.</summary>
    Number,

    /// <summary>One word of a few a row, or none.</summary>
    Word,

    /// <summary>Any number of words a row.</summary>
    Words,
}

/// <summary>A column of a <see cref="ColumnTable"/>, with the words that it has so far. Words are only ever added, so every version of the table shares them.</summary>
public sealed class Column
{
    readonly Lock gate = new();
    readonly Dictionary<string, int> codes = new(StringComparer.Ordinal) { [""] = 0 };
    volatile string[] words = [""];
    volatile int known = 1;

    internal Column(string name, ColumnKind kind, int index) => (Name, Kind, Index) = (name, kind, index);

    /// <summary>Its name within the table.</summary>
    public string Name { get; }

    /// <summary>What its values are.</summary>
    public ColumnKind Kind { get; }

    internal int Index { get; }

    /// <summary>The words by their codes; the first is empty and stands for a row that has none.</summary>
    public ReadOnlySpan<string> Words
    {
        get
        {
            var count = known;
            return words.AsSpan(0, count);
        }
    }

    /// <summary>The code of a word, which gets one if it is new.</summary>
    public int CodeOf(string word)
    {
        lock (gate)
        {
            if (codes.TryGetValue(word, out var code))
                return code;
            if (known == words.Length)
            {
                var more = new string[words.Length * 2];
                words.CopyTo(more, 0);
                words = more;
            }
            words[known] = word;
            codes.Add(word, known);
            return known++;
        }
    }

    /// <summary>The code of a word, or null if no row ever had it.</summary>
    public int? KnownCode(string word)
    {
        lock (gate)
            return codes.TryGetValue(word, out var code) ? code : null;
    }

    internal long Bytes => 120L * known;
}
