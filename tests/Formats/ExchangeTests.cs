using System.Text;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Tests;

/// <summary>What goes out in a format that labels are read from comes back, and what doesn't is reported as lost.</summary>
public class ExchangeTests
{
    const int Rounds = 40;

    // The native export and Parquet hold everything and are tested by their own; labels are read from them through their rows.
    public static TheoryData<string> Both => [.. Catalog.Of<IFormat>().Where(f => f is ISnapshotWriter and ILabelReader and not Parquet).Select(f => f.Name)];

    public static TheoryData<string> Writers => [.. Catalog.Of<ISnapshotWriter>().Select(f => f.Name)];

    static readonly SnapshotHeader Header = new("s1", "first", "Support", "sha256:00", Made.Ontology, 1_767_225_600_000);

    static async Task<(byte[] Bytes, IReadOnlyList<Loss> Losses)> Write(string name, IEnumerable<SnapshotRow> rows, Wanted what)
    {
        var stream = new MemoryStream();
        var losses = await Catalog.Named<ISnapshotWriter>(name)!.WriteAsync(stream, Header, rows.ToAsyncEnumerable(), new() { What = what });
        return (stream.ToArray(), losses);
    }

    static async Task<List<RowOutcome>> Read(string name, byte[] bytes, Wanted what)
    {
        var rows = new List<RowOutcome>();
        await foreach (var row in Catalog.Named<ILabelReader>(name)!.ReadLabelsAsync(new MemoryStream(bytes), new() { What = what, Ontology = Made.Ontology }))
            rows.Add(row);
        return rows;
    }

    static List<(string Item, string? Author, AnswerDocument Document)> Said(IEnumerable<SnapshotRow> rows, Wanted what) => what == Wanted.Answers
        ? [.. rows.SelectMany(r => r.Answers.Select(a => (r.ExternalId, (string?)a.AuthorName, a.Document)))]
        : [.. rows.Select(r => (r.ExternalId, (string?)null, r.Resolution!.Document!))];

    static AnswerDocument Document(LabelRow row)
    {
        var members = row.Content.EnumerateObject().ToDictionary(m => m.Name, m => m.Value);
        members["version"] = JsonSerializer.SerializeToElement(1);
        var faults = new List<Fault>();
        var document = AnswerReader.Read(JsonSerializer.SerializeToUtf8Bytes(members), faults);
        faults.ShouldBeEmpty(row.Content.GetRawText());
        return document!;
    }

    /// <summary>Whether two documents are the same, numbers to a billionth; without ids where a format has none.</summary>
    static bool Same(AnswerDocument a, AnswerDocument b, bool ids) => Same(Canonical(a, ids), Canonical(b, ids));

    static JsonElement Canonical(AnswerDocument document, bool ids) => JsonElement.Parse(AnswerWriter.Canonical(ids ? document : document with
    {
        Objects = [.. document.Objects.OrderBy(o => o.Geometry.GetProperty("start").GetInt32()).Select((o, at) => o with { Id = $"{at}" })],
    }));

    static bool Same(JsonElement a, JsonElement b) => a.ValueKind == b.ValueKind && a.ValueKind switch
    {
        JsonValueKind.Object => a.EnumerateObject().Select(m => m.Name).SequenceEqual(b.EnumerateObject().Select(m => m.Name))
            && a.EnumerateObject().All(m => Same(m.Value, b.GetProperty(m.Name))),
        JsonValueKind.Array => a.GetArrayLength() == b.GetArrayLength() && a.EnumerateArray().Zip(b.EnumerateArray()).All(p => Same(p.First, p.Second)),
        JsonValueKind.Number => Math.Abs(a.GetDouble() - b.GetDouble()) <= 1e-9 * Math.Max(1, Math.Abs(a.GetDouble())),
        _ => a.GetRawText() == b.GetRawText(),
    };

    static Func<Made, string, AnswerDocument> Holdable(string name, bool ofText) => (name, ofText) switch
    {
        ("coco", _) => (made, _) => made.Picture(rich: false),
        ("label-studio", false) => (made, _) => made.Picture(rich: true, "skeleton", "holes"),
        ("label-studio", true) => (made, text) => made.Marked(text, rich: true, apart: false),
        ("conll", _) => (made, text) => made.Marked(text, rich: false, apart: true),
        _ => throw new InvalidOperationException($"Say what {name} can hold, so that its round trip is tested."),
    };

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_a_format_can_hold_comes_back_as_it_was(string name)
    {
        foreach (var modality in name switch { "coco" => ["image"], "conll" => ["text"], _ => new[] { "image", "text" } })
            for (var seed = 0; seed < Rounds; seed++)
            {
                var rows = new Made(seed).Rows(modality, Holdable(name, modality == "text"));
                foreach (var what in Enum.GetValues<Wanted>())
                {
                    var (bytes, losses) = await Write(name, rows, what);
                    losses.ShouldAllBe(l => l.Kind.Restored, $"{name} {modality} {seed}");
                    var read = await Read(name, bytes, what);
                    read.OfType<RowFault>().Where(f => f.Row > 0).ShouldBeEmpty($"{name} {modality} {seed}");
                    var (back, said) = (read.OfType<LabelRow>().ToList(), Said(rows, what));
                    back.Select(r => (r.Item, r.Author)).ShouldBe(said.Select(s => (s.Item, s.Author)));
                    foreach (var (row, (_, _, document)) in back.Zip(said))
                        Same(Document(row), document, name != "conll").ShouldBeTrue($"{name} {modality} {seed} {what}\n{Canonical(document, true)}\n{row.Content}");
                }
            }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_does_not_come_back_is_reported_as_lost_and_what_is_reported_is_in_the_catalogue_of_losses(string name)
    {
        var (differing, met) = (0, new HashSet<LossKind>());
        for (var seed = 0; seed < Rounds * 2; seed++)
        {
            var ofText = seed % 2 == 0;
            var rows = new Made(seed).Rows(ofText ? "text" : "image", (made, text) => ofText ? made.Marked(text, rich: true, apart: false) : made.Picture(rich: true), count: 1);
            var (bytes, losses) = await Write(name, rows, Wanted.Resolutions);
            losses.ShouldAllBe(l => Catalog.Named<ISnapshotWriter>(name)!.Losses.Contains(l.Kind) && l.Count > 0 && l.Example.Length > 0);
            met.UnionWith(losses.Select(l => l.Kind));
            var read = await Read(name, bytes, Wanted.Resolutions);
            read.OfType<RowFault>().Where(f => f.Row > 0).ShouldBeEmpty($"{name} {seed}");
            var back = read.OfType<LabelRow>().Select(Document).SingleOrDefault();
            var said = rows[0].Resolution!.Document!;
            var same = back is not null && Same(back, said, name != "conll" || !ofText);
            differing += same ? 0 : 1;
            same.ShouldBe(!losses.Any(l => !l.Kind.Restored), $"{name} {seed}: {string.Join("; ", losses.Select(l => l.Kind.What))}\n{Canonical(said, true)}\n{(back is null ? "" : Canonical(back, true))}");
        }
        differing.ShouldBeGreaterThan(Rounds / 4);
        met.Count.ShouldBeGreaterThan(2);
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task Bytes_and_losses_are_the_same_in_every_culture(string name)
    {
        foreach (var modality in new[] { "text", "image" })
        {
            var rows = new Made(7).Rows(modality, (made, text) => modality == "text" ? made.Marked(text, rich: true, apart: false) : made.Picture(rich: true));
            foreach (var what in Enum.GetValues<Wanted>())
            {
                var plain = await Write(name, rows, what);
                foreach (var culture in new[] { "tr-TR", "de-DE", "ar-SA" })
                {
                    var there = await Support.In(culture, () => Write(name, rows, what));
                    Encoding.UTF8.GetString(there.Bytes).ShouldBe(Encoding.UTF8.GetString(plain.Bytes));
                    there.Losses.ShouldBe(plain.Losses);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Damaged_exports_end_in_faults_that_say_where_and_what_to_do_and_never_in_an_exception(string name)
    {
        var random = new Random(4);
        string[] swaps = ["null", "1e999", "-1e308", "NaN", "[]", "{}", "\"\"", "true", new string('[', 200), "18446744073709551616", "\"\\ud800\""];
        for (var round = 0; round < 300; round++)
        {
            var modality = name == "coco" || name != "conll" && round % 2 == 0 ? "image" : "text";
            var rows = new Made(round).Rows(modality, (made, text) => modality == "text" ? made.Marked(text, rich: true, apart: false) : made.Picture(rich: true), count: 2);
            var text = Encoding.UTF8.GetString((await Write(name, rows, Wanted.Answers)).Bytes);
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var from = random.Next(text.Length);
                var value = text.IndexOfAny([':', '[', ',', ' '], from) + 1;
                var end = text.IndexOfAny([',', ']', '}', '\n'], value);
                text = end < 0 ? text[..from] : text[..value] + swaps[random.Next(swaps.Length)] + text[end..];
            }
            foreach (var row in await Read(name, Encoding.UTF8.GetBytes(text), Wanted.Resolutions))
                if (row is RowFault fault)
                {
                    fault.Reason.ShouldEndWith(".");
                    fault.Todo.ShouldNotBeNullOrWhiteSpace();
                }
                else
                    // What is let through has the right shape, or is refused by the reader of documents with a path.
                    AnswerReader.Read(JsonSerializer.SerializeToElement(new { version = 1, objects = Member((LabelRow)row, "objects") }), "", []).ShouldNotBeNull();
        }
    }

    static JsonElement Member(LabelRow row, string name) => row.Content.TryGetProperty(name, out var value) ? value : Made.Json("[]");

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Labels_are_never_read_from_a_file_that_is_cut_off_as_if_they_were_whole(string name)
    {
        foreach (var sample in Support.SamplesOf(name))
        {
            var bytes = await File.ReadAllBytesAsync(sample);
            var whole = (await Read(name, bytes)).Where(l => l.Contains(" LABEL ", StringComparison.Ordinal)).ToHashSet();
            for (var length = 1; length < bytes.Length; length += 7)
            {
                var part = await Read(name, bytes[..length]);
                // The last sentence of a text without an end may be cut; nothing else can be.
                foreach (var label in part.Where(l => l.Contains(" LABEL ", StringComparison.Ordinal)).SkipLast(name == "conll" ? 1 : 0))
                    whole.ShouldContain(label);
            }
        }

        static async Task<List<string>> Read(string name, byte[] bytes)
        {
            var lines = new List<string>();
            await foreach (var row in Catalog.Named<ILabelReader>(name)!.ReadLabelsAsync(new SlowStream(bytes, 11), new()))
                lines.Add(Support.Describe(row));
            return lines;
        }
    }
}
