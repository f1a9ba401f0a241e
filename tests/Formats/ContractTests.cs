using System.Globalization;
using System.Text;
using Groundwork.Core;

namespace Groundwork.Formats.Tests;

/// <summary>What every format keeps, whatever it is; a new one is found and tested without a change here.</summary>
public class ContractTests
{
    static int FuzzRounds =>
        int.TryParse(Environment.GetEnvironmentVariable("GROUNDWORK_FUZZ_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : 60;

    public static TheoryData<string> All => [.. Catalog.Of<IFormat>().Select(f => f.Name)];

    static IFormat Format(string name) => Catalog.Named<IFormat>(name)!;

    [Fact]
    public void These_are_the_formats() => Catalog.Of<IFormat>().Select(f => f.Name).ShouldBe(["coco", "conll", "csv", "jsonl", "label-studio", "labels", "parquet", "text", "votes"]);

    [Theory]
    [MemberData(nameof(All))]
    public void A_format_can_do_something_and_has_extensions_a_page_and_samples(string name)
    {
        var format = Format(name);
        (format.CanRead || format.CanWrite).ShouldBeTrue();
        format.Extensions.ShouldNotBeEmpty();
        format.Extensions.ShouldAllBe(e => e.StartsWith('.') && e.All(c => !char.IsAsciiLetterUpper(c)));
        format.Title.ShouldNotBeNullOrWhiteSpace();
        format.Description.ShouldEndWith(".");
        var page = Path.Combine(Support.Root, "docs", "formats", name + ".md");
        File.Exists(page).ShouldBeTrue($"the page {page} says what survives a round trip");
        File.ReadAllText(page).ShouldContain("## What does not survive");
        foreach (var loss in (format as ISnapshotWriter)?.Losses ?? [])
            File.ReadAllText(page).ShouldContain(loss.What, customMessage: "the page names what the format reports as lost");
        if (format.CanRead)
            Support.SamplesOf(name).ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Samples_read_the_same_in_every_culture_and_at_every_speed(string name)
    {
        foreach (var sample in Support.SamplesOf(name))
        {
            var bytes = await File.ReadAllBytesAsync(sample);
            var plain = await Support.Everything(Format(name), bytes);
            plain.Count(line => line.Contains(" ITEM ", StringComparison.Ordinal) || line.Contains(" VOTE ", StringComparison.Ordinal)
                || line.Contains(" LABEL ", StringComparison.Ordinal)).ShouldBeGreaterThan(1);
            (await Support.In("tr-TR", () => Support.Everything(Format(name), bytes))).ShouldBe(plain);
            (await Support.In("de-DE", () => Support.Everything(Format(name), bytes))).ShouldBe(plain);
            foreach (var step in new[] { 1, 2, 3, 7 })
            {
                var slow = await Support.Everything(Format(name), new SlowStream(bytes, step));
                slow.ShouldBe(plain.Take(slow.Count));
                slow.Count.ShouldBeGreaterThan(1);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_empty_file_has_no_rows_and_says_so_where_it_matters(string name)
    {
        foreach (var empty in new[] { Array.Empty<byte>(), [0xEF, 0xBB, 0xBF], "\n\n\r\n"u8.ToArray() })
            (await Support.Everything(Format(name), empty)).ShouldAllBe(line => line.StartsWith("columns", StringComparison.Ordinal) || line.StartsWith("0 FAULT", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_file_that_ends_anywhere_reads_without_an_exception_and_its_whole_rows_are_the_same(string name)
    {
        foreach (var sample in Support.SamplesOf(name))
        {
            var bytes = await File.ReadAllBytesAsync(sample);
            var whole = await Support.Everything(Format(name), new SlowStream(bytes, 1_000));
            var header = Array.IndexOf(bytes, (byte)'\n') + 1;
            for (var length = 0; length < bytes.Length; length++)
            {
                var part = await Support.Everything(Format(name), new SlowStream(bytes[..length], 1_000));
                if (length < header)
                    continue;
                // Only the row that is cut off may differ, and the list of columns that were seen.
                var cut = part.Count == 0 ? "" : part[^1].Split(' ')[0];
                part = [.. part.SkipWhile(line => line.StartsWith("columns", StringComparison.Ordinal)).Where(line => line.Split(' ')[0] != cut)];
                part.ShouldBe(whole.SkipWhile(line => line.StartsWith("columns", StringComparison.Ordinal)).Take(part.Count), $"{sample} cut at {length}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Random_bytes_and_random_damage_end_without_an_exception(string name)
    {
        var random = new Random(20260102);
        var samples = Support.SamplesOf(name).Select(File.ReadAllBytes).ToList();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30 + FuzzRounds / 10));
        for (var round = 0; round < FuzzRounds; round++)
        {
            var bytes = new byte[random.Next(3_000)];
            if (round % 2 == 0)
                random.NextBytes(bytes);
            else
                bytes = (byte[])samples[random.Next(samples.Count)].Clone();
            if (round % 6 == 0 && bytes.Length > 2)
                (bytes[0], bytes[1]) = ((byte)0xFF, (byte)0xFE);
            for (var i = random.Next(10); i > 0 && bytes.Length > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : "\"\r\n,;\t{}\\\0"[random.Next(10)]);
            try
            {
                await Support.Everything(Format(name), bytes).WaitAsync(limit.Token);
            }
            catch (Exception wrong)
            {
                throw new InvalidOperationException($"Round {round} of {name}, bytes {Convert.ToBase64String(bytes)}", wrong);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_is_no_text_at_all_is_said_once(string name)
    {
        byte[] workbook = [0x50, 0x4B, 0x03, 0x04, .. new byte[5_000]];
        var lines = await Support.Everything(Format(name), new SlowStream(workbook, 1_000));
        lines.Where(l => l.Contains("FAULT", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("Excel");
    }

    [Fact]
    public async Task UTF16_with_a_byte_order_mark_reads_like_UTF8()
    {
        foreach (var name in Catalog.Of<IFormat>().Where(f => f is not Parquet).Select(f => f.Name))
            foreach (var sample in Support.SamplesOf(name))
            {
                var text = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(sample)).TrimStart('\ufeff');
                var plain = await Support.Everything(Format(name), Encoding.UTF8.GetBytes(text));
                foreach (var encoding in new Encoding[] { new UnicodeEncoding(false, true), new UnicodeEncoding(true, true) })
                {
                    byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
                    (await Support.Everything(Format(name), bytes)).ShouldBe(plain);
                    var slow = await Support.Everything(Format(name), new SlowStream(bytes, 3));
                    slow.ShouldBe(plain.Take(slow.Count));
                }
            }
    }
}
