using System.Security.Cryptography;
using System.Text;
using Groundwork.Core.Unicode;

namespace Groundwork.Core.Tests.Unicode;

public class NormalTextTests
{
    [Theory]
    [InlineData("ada@example.org", "ada@example.org")]
    [InlineData("Ada@Example.ORG", "ada@example.org")]
    [InlineData("ＡＤＡ", "ada")]
    [InlineData("ﬁnn", "finn")]
    [InlineData("e\u0301va", "éva")]
    [InlineData("ÉVA", "éva")]
    [InlineData("STRASSE", "strasse")]
    [InlineData("Straße", "strasse")]
    [InlineData("ΣΊΣΥΦΟΣ", "σίσυφοσ")]
    [InlineData("각", "각")]
    [InlineData("\u1100\u1161\u11A8", "각")]
    [InlineData("№ ½ Ⅷ", "no 1⁄2 viii")]
    [InlineData("𝔄𝔡𝔞", "ada")]
    public void What_looks_and_reads_the_same_folds_to_one_text(string typed, string folded) => NormalText.Fold(typed).ShouldBe(folded);

    [Theory]
    [InlineData("a\u0323\u0301", "a\u0301\u0323")]
    [InlineData("ö", "o\u0308")]
    [InlineData("ｶﾞ", "ガ")]
    public void Two_ways_to_type_a_text_become_one(string one, string other) => NormalText.Nfkc(one).ShouldBe(NormalText.Nfkc(other));

    [Fact]
    public void Letter_case_stays_where_it_isnt_folded() => NormalText.Nfkc("ＡdA é").ShouldBe("AdA é");

    [Fact]
    public void Half_a_character_becomes_the_replacement() => NormalText.Nfkc("a\ud800b").ShouldBe("a\ufffdb");

    /// <summary>Every code point of the planes that are in use, alone, between accents and before Korean letters: digests that CPython's unicodedata gives, too.</summary>
    [Fact]
    public void Every_character_is_treated_as_the_standard_says()
    {
        using var normal = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var folded = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var point = 0; point < 0x30000; point++)
        {
            if (!Rune.IsValid(point))
                continue;
            var text = new Rune(point).ToString();
            foreach (var each in (string[])[text, $"a{text}\u0301\u0323", $"{text}\u1161\u11a8"])
            {
                normal.AppendData(Encoding.UTF8.GetBytes(NormalText.Nfkc(each)));
                folded.AppendData(Encoding.UTF8.GetBytes(NormalText.Fold(each)));
            }
        }
        Convert.ToHexStringLower(normal.GetHashAndReset()).ShouldBe("ad269ebdfead1ab24d95ddcaf0fe19907c214201a10d5ad541ccd00fdef3513f");
        Convert.ToHexStringLower(folded.GetHashAndReset()).ShouldBe("aecd2cc5eb92d07ed4672b440cbe83f63f979a235d93eb4b23658dd21b0e86ad");
    }

    [Fact]
    public void Normalizing_again_changes_nothing_and_many_accents_take_no_long_time()
    {
        var text = "Ǻ" + string.Concat(Enumerable.Range(0, 20_000).Select(i => (char)(0x300 + i * 7 % 0x40)));
        var once = NormalText.Fold(text);
        NormalText.Fold(once).ShouldBe(once);
    }
}
