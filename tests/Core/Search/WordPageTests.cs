using System.Text;
using Groundwork.Core.Search;
using Groundwork.Core.Statistics;

namespace Groundwork.Core.Tests.Search;

public sealed class WordPageTests
{
    static readonly string[] Letters = ["a", "b", "c", "é", "ж", "語", "한", "𝒳", "1", "𠀋", "ﬀ"];

    static string Text(SeededRandom random, int vocabulary) =>
        string.Join(' ', Enumerable.Range(0, random.NextInt(12)).Select(_ => Word(random.NextInt(1 + random.NextInt(vocabulary)))));

    // A number as a word of a few letters, so that words share beginnings.
    static string Word(int number)
    {
        var word = new StringBuilder();
        for (number++; number > 0; number /= Letters.Length)
            word.Insert(0, Letters[number % Letters.Length]);
        return word.ToString();
    }

    /// <summary>Looks a key up as a database would: in the last page that doesn't begin after it.</summary>
    static byte[]? PageOf(IReadOnlyList<WordPage> pages, string key) =>
        pages.LastOrDefault(p => Encoding.UTF8.GetBytes(p.First).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(key)) <= 0)?.Body;

    static int[] Search(IReadOnlyList<WordPage> pages, int start, int stop, string word, bool mayGoOn)
    {
        var rows = new Bitmap(stop);
        var key = mayGoOn ? word + WordPage.Star : word;
        var page = PageOf(pages, key);
        if (page is not null && WordPage.Find(page, key) is { } found)
            WordPage.AddTo(found, start, rows);
        else if (mayGoOn && page is not null)
        {
            var all = pages.SkipWhile(p => p.Body != page).Take(WordPage.MostPages + 1).SelectMany(p => WordPage.FindAll(p.Body, word)).ToList();
            if (all.Count > 0)
                WordPage.AddTo(WordPage.Join(all, stop - start), start, rows);
            pages.SkipWhile(p => p.Body != page).Skip(WordPage.MostPages).SelectMany(p => WordPage.FindAll(p.Body, word)).ShouldBeEmpty("a beginning without a key fills few pages");
        }
        return [.. rows.After(-1)];
    }

    static void Agree(IReadOnlyList<WordPage> pages, int start, List<string> texts, SeededRandom random, int vocabulary)
    {
        var words = texts.ConvertAll(t => WordsTests.Of(t).ToHashSet(StringComparer.Ordinal));
        for (var i = 0; i < 60; i++)
        {
            var tokens = WordsTests.Of(Word(random.NextInt(vocabulary)));
            var token = tokens[random.NextInt(tokens.Count)];
            int[] With(Func<string, bool> fits) => [.. Enumerable.Range(0, texts.Count).Where(t => words[t].Any(fits)).Select(t => start + t)];
            Search(pages, start, start + texts.Count, token, mayGoOn: false).ShouldBe(With(w => w == token), token);
            var beginning = token[..(char.IsHighSurrogate(token[0]) ? 2 : 1)];
            Search(pages, start, start + texts.Count, beginning, mayGoOn: true).ShouldBe(With(w => w.StartsWith(beginning, StringComparison.Ordinal)), beginning);
        }
        Search(pages, start, start + texts.Count, "zzz", mayGoOn: true).ShouldBeEmpty();
    }

    [Fact]
    public void Pages_find_what_looking_at_every_text_finds_also_after_they_are_merged()
    {
        for (ulong seed = 1; seed <= 6; seed++)
        {
            var random = new SeededRandom(seed);
            var vocabulary = 20 + random.NextInt(30_000);
            var start = random.NextInt(5000);
            var (texts, segments) = (new List<string>(), new List<(int Start, IReadOnlyList<byte[]> Pages)>());
            for (var s = 0; s < 1 + random.NextInt(5); s++)
            {
                var segment = new WordSegment(start + texts.Count);
                var own = Enumerable.Range(0, 1 + random.NextInt(3000)).Select(_ => Text(random, vocabulary)).ToList();
                for (var i = 0; i < own.Count; i++)
                    segment.Add(start + texts.Count + i, own[i]);
                var pages = segment.Pages();
                Agree(pages, segment.Start, own, random, vocabulary);
                segments.Add((segment.Start, [.. pages.Select(p => p.Body)]));
                texts.AddRange(own);
            }
            Agree(WordSegment.Merge(segments, start + texts.Count), start, texts, random, vocabulary);
        }
    }

    [Fact]
    public void Merged_pages_are_those_of_one_segment()
    {
        var random = new SeededRandom(9);
        var whole = new WordSegment(1);
        var segments = new List<(int Start, IReadOnlyList<byte[]> Pages)>();
        for (var s = 0; s < 4; s++)
        {
            var part = new WordSegment(1 + s * 2000);
            for (var i = 0; i < 2000; i++)
            {
                var text = Text(random, 20_000);
                part.Add(1 + s * 2000 + i, text);
                whole.Add(1 + s * 2000 + i, text);
            }
            segments.Add((part.Start, [.. part.Pages().Select(p => p.Body)]));
        }
        var merged = WordSegment.Merge(segments, 8001);
        merged.Select(p => p.First).ShouldBe(whole.Pages().Select(p => p.First));
        merged.Select(p => Convert.ToHexString(p.Body)).ShouldBe(whole.Pages().Select(p => Convert.ToHexString(p.Body)));
    }

    [Fact]
    public void A_word_that_nearly_every_text_has_takes_a_bit_for_each()
    {
        var segment = new WordSegment(0);
        for (var i = 0; i < 32_000; i++)
            segment.Add(i, "the");
        segment.Pages().Sum(p => p.Body.Length).ShouldBeLessThan(32_000 / 8 + 50);
        segment.Places.ShouldBe(32_000);
    }
}
