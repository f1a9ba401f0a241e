using Groundwork.Core.Search;

namespace Groundwork.Core.Tests.Search;

public sealed class WordsTests
{
    internal static List<string> Of(string text)
    {
        var found = new List<string>();
        Words.Each(text, found, static (all, word) => all.Add(word.ToString()));
        return found;
    }

    [Theory]
    [InlineData("Hello, WORLD! It's 2026.", "hello world it s 2026")]
    [InlineData("snake_case-and/paths.txt", "snake case and paths txt")]
    [InlineData("", "")]
    [InlineData("  \t\n … — 📬 !!", "")]
    [InlineData("ＡＢＣ１２ ﬁne ①", "abc12 fine 1")]
    [InlineData("Straße STRASSE", "strasse strasse")]
    [InlineData("ΣΊΣΥΦΟΣ σίσυφος", "σι\u0301συφοσ σι\u0301συφοσ")]
    [InlineData("退款申请", "退 款 申 请")]
    [InlineData("iPhone15を買う", "iphone15 を 買 う")]
    [InlineData("ﾊﾞ バ", "ハ\u3099 ハ\u3099")]
    [InlineData("co\u00ADoperate co\u200Doperate", "cooperate cooperate")]
    [InlineData("سَلَام", "سَلَام")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("\u0301x", "x")]
    [InlineData("a\uD800b", "a b")]
    public void Words_are_runs_of_letters_and_digits_folded(string text, string words) => string.Join(' ', Of(text)).ShouldBe(words);

    [Theory]
    [InlineData("café", "cafe\u0301")]
    [InlineData("Ệ", "e\u0323\u0302")]
    [InlineData("e\u0302\u0323", "e\u0323\u0302")]
    [InlineData("한국어", "\u1112\u1161\u11ab\u1100\u116e\u11a8\u110b\u1165")]
    [InlineData("Å", "\u212B")]
    [InlineData("ö", "O\u0308")]
    public void What_is_written_in_another_number_of_code_points_is_the_same_word(string one, string other) => Of(one).ShouldBe(Of(other));

    [Fact]
    public void Folding_again_changes_nothing()
    {
        for (var c = 0; c < 0x20000; c++)
        {
            if (c is >= 0xD800 and <= 0xDFFF)
                continue;
            var once = Of(char.ConvertFromUtf32(c));
            once.SelectMany(Of).ShouldBe(once, $"U+{c:X4}");
        }
    }

    [Fact]
    public void Plain_text_and_any_text_go_the_same_way()
    {
        const string plain = "Some PLAIN text_with 12 words, 3.5 and x-y; END";
        // The long letter at the end takes the other way through the code.
        Of(plain + " ﬀ").ShouldBe([.. Of(plain), "ff"]);
    }

    [Fact]
    public void A_word_without_end_is_cut()
    {
        Of(new string('a', 1000)).ShouldBe([new string('a', Words.Longest)]);
        Of(new string('ж', 1000) + " b").ShouldBe([new string('ж', Words.Longest), "b"]);
    }
}
