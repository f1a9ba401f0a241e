namespace Groundwork.Formats.Streams;

/// <summary>Offsets of one text in both ways of counting: Unicode code points, and the UTF-16 units of JavaScript and Java.</summary>
sealed class TextOffsets
{
    readonly int[] _units;

    public TextOffsets(string text)
    {
        Text = text;
        var units = new List<int>(text.Length + 1);
        for (var at = 0; at < text.Length; at++)
        {
            units.Add(at);
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                at++;
        }
        units.Add(text.Length);
        _units = [.. units];
    }

    public string Text { get; }

    /// <summary>How many code points the text has.</summary>
    public int Length => _units.Length - 1;

    /// <summary>The offset in UTF-16 units of a code point.</summary>
    public int Units(int codePoint) => _units[codePoint];

    /// <summary>The code point that begins at an offset in UTF-16 units; null inside of a character or outside of the text.</summary>
    public int? CodePoint(int units) => Array.BinarySearch(_units, units) is var at and >= 0 ? at : null;

    public string Between(int start, int end) => Text[_units[start].._units[end]];
}
