using System.Globalization;
using System.Text;

namespace Groundwork.Core.Search;

/// <summary>
/// Cuts texts into the words that a search finds, the same way whatever the database: runs of letters and digits with their
/// marks, without case and width. Scripts that are written without spaces go by single characters.
/// </summary>
public static class Words
{
    /// <summary>Words are looked at to this length, in code points.</summary>
    public const int Longest = 64;

    /// <summary>Hands out each word of a text, in its order, folded, as often as it comes.</summary>
    /// <param name="text">Any text, also one with halves of characters, which count as spaces.</param>
    /// <param name="state">Passed on, so that nothing need be captured.</param>
    /// <param name="take">Takes a word; it is valid only during the call.</param>
    public static void Each<T>(ReadOnlySpan<char> text, T state, Action<T, ReadOnlySpan<char>> take)
    {
        if (Ascii.IsValid(text))
            EachPlain(text, state, take);
        else
            new Run<T>(stackalloc int[Longest], stackalloc char[Longest * 2], state, take).Read(text);
    }

    static void EachPlain<T>(ReadOnlySpan<char> text, T state, Action<T, ReadOnlySpan<char>> take)
    {
        Span<char> word = stackalloc char[Longest];
        var length = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                if (length < Longest)
                    word[length++] = c is >= 'A' and <= 'Z' ? (char)(c + 32) : c;
            }
            else if (length > 0)
            {
                take(state, word[..length]);
                length = 0;
            }
        }
        if (length > 0)
            take(state, word[..length]);
    }

    ref struct Run<T>(Span<int> word, Span<char> chars, T state, Action<T, ReadOnlySpan<char>> take)
    {
        readonly Span<int> word = word;
        readonly Span<char> chars = chars;
        int length;
        bool alone;

        internal void Read(ReadOnlySpan<char> text)
        {
            Span<int> folded = stackalloc int[Folding.Longest];
            while (text.Length > 0)
            {
                var good = Rune.DecodeFromUtf16(text, out var rune, out var used) == System.Buffers.OperationStatus.Done;
                text = text[used..];
                if (!good)
                    End();
                else
                    foreach (var one in folded[..Folding.Fold(rune.Value, folded)])
                        Take(one);
            }
            End();
        }

        void Take(int character)
        {
            switch (Rune.GetUnicodeCategory(new Rune(character)))
            {
                case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                    or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
                    or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber:
                    var single = WithoutSpaces(character);
                    if (single || alone)
                        End();
                    alone = single;
                    if (length < Longest)
                        word[length++] = character;
                    break;
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark when length > 0:
                    Mark(character);
                    break;
                default:
                    End();
                    break;
            }
        }

        // To its place among the marks of the same letter.
        readonly void Insert(int character, byte of)
        {
            var at = length;
            for (; at > 0 && Folding.ClassOf(word[at - 1]) > of; at--)
                word[at] = word[at - 1];
            word[at] = character;
        }

        void Mark(int character)
        {
            if (length == Longest)
                return;
            if (Folding.ClassOf(character) is > 0 and var of)
                Insert(character, of);
            else
                word[length] = character;
            length++;
        }

        void End()
        {
            if (length == 0)
                return;
            var used = 0;
            foreach (var character in word[..length])
                used += new Rune(character).EncodeToUtf16(chars[used..]);
            take(state, chars[..used]);
            length = 0;
            alone = false;
        }

        // Han, kana, Thai, Lao, Khmer, Myanmar, Tibetan.
        static bool WithoutSpaces(int c) => c >= 0xE00 && c is <= 0xEFF or (>= 0xF00 and <= 0xFFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF)
            or (>= 0x2E80 and <= 0x2FDF) or (>= 0x3005 and <= 0x3007) or (>= 0x3021 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF)
            or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x1B000 and <= 0x1B16F) or (>= 0x20000 and <= 0x3FFFF);
    }
}
