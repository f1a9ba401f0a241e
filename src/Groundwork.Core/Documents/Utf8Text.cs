using System.Text;
using System.Text.Unicode;

namespace Groundwork.Core.Documents;

/// <summary>Strict questions about encoded text: nothing is replaced, nothing is guessed.</summary>
public static class Utf8Text
{
    /// <summary>The byte offset of the first sequence that is not UTF-8, or -1 when all of it is.</summary>
    public static int IndexOfInvalid(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return -1;
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
            at += length;
        return at;
    }

    /// <summary>The number of Unicode code points, the unit of span offsets; a lone surrogate counts as one.</summary>
    public static int CodePoints(ReadOnlySpan<char> text)
    {
        var count = 0;
        for (var at = 0; at < text.Length; at++, count++)
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                at++;
        return count;
    }
}
