using System.Text;
using System.Text.Json;
using Groundwork.Core.Documents;
using Groundwork.Core.Ontology;

namespace Groundwork.Formats.Tests;

public class SnapshotTests
{
    static JsonElement Json(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        return JsonElement.ParseValue(ref reader);
    }

    static readonly SnapshotHeader Header = new("s1", "first", "Support", "sha256:00", OntologyReader.Read("""
        {"version":1,"questions":[
          {"name":"topic","title":"Topic","kind":"choice","options":[{"name":"billing"},{"name":"tech"}]},
          {"name":"tags","title":"Tags","kind":"multichoice","options":[{"name":"a"},{"name":"b"}]},
          {"name":"price","title":"Price","kind":"number"},
          {"name":"text","title":"Rewrite","kind":"text"}]}
        """u8, [])!, 1_767_225_600_000);

    static AnswerDocument Document(string answers) => AnswerReader.Read(Encoding.UTF8.GetBytes($$"""{"version":1,"answers":{{answers}}}"""), [])!;

    static readonly SnapshotRow[] Rows =
    [
        new(1, "a-1", "text", Json("{\"text\":\"line one\\r\\nline \\\"two\\\", שלום 😀 e\u0301\"}"), Json("""{"n":1234567890123456789,"x":{"y":[1.50,null]}}"""),
            new("i1", "crm.csv", "CC-BY-4.0", 2, "sha256:ab"),
            new("dawid-skene", new Dictionary<string, ResolvedQuestion>
            {
                ["topic"] = new(Json("\"billing\""), 0.9375, [], 2, new Dictionary<string, double> { ["billing"] = 0.9375, ["tech"] = 0.0625 }),
                ["tags"] = new(Json("""["a","b"]"""), 0.5, [Json("""["a","b"]"""), Json("""["a"]""")], 2, null),
                ["price"] = new(Json("12.5"), 1, [], 2, null),
                ["text"] = new(Json("\"=cmd()\""), 1, [], 1, null),
            }) { Support = new Dictionary<string, ObjectSupport> { ["o1"] = new(1, 2, [new("u1", "x", 0.75)]) } },
            [
                new("an1", "u1", "Ana", "person", 1_767_225_600_123, 1500, false, true, 1, Document("""{"topic":"billing","tags":["a","b"],"price":12.5,"text":"=cmd()"}""")),
                new("an2", "u2", "İpek, the 2nd", "simulated", 1_767_225_601_000, null, true, false, 2, Document("""{"topic":"tech","price":-3}""")),
            ]) { Split = "train", State = "disputed", Known = new Dictionary<string, JsonElement> { ["topic"] = Json("\"other\"") } },
        new(2, "-b", "text", Json("""{"text":" plain "}"""), Json("{}"), new(null, null, null, null, null), null, []),
    ];

    static async IAsyncEnumerable<SnapshotRow> Stream(IEnumerable<SnapshotRow> rows)
    {
        foreach (var row in rows)
        {
            await Task.Yield();
            yield return row;
        }
    }

    static async Task<string> Write(ISnapshotWriter format, WriteSettings settings, IEnumerable<SnapshotRow>? rows = null)
    {
        var stream = new MemoryStream();
        await format.WriteAsync(stream, Header, Stream(rows ?? Rows), settings);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    static async Task<List<SnapshotRow>> ReadBack(string text)
    {
        var rows = new List<SnapshotRow>();
        await foreach (var row in new Jsonl().ReadSnapshotAsync(new MemoryStream(Encoding.UTF8.GetBytes(text))))
            rows.Add(row.ShouldBeOfType<SnapshotLine>(row.ToString()).Content);
        return rows;
    }

    [Fact]
    public async Task What_the_native_export_writes_is_read_back_with_everything_in_it()
    {
        var text = await Write(new Jsonl(), new());
        var read = await ReadBack(text);
        read.Count.ShouldBe(2);
        var (one, other) = (read[0], Rows[0]);
        (one.Ordinal, one.ExternalId, one.Modality, one.Provenance, one.Split, one.State).ShouldBe((other.Ordinal, other.ExternalId, other.Modality, other.Provenance, "train", "disputed"));
        one.Known["topic"].GetString().ShouldBe("other");
        one.Resolution!.Support!["o1"].From.ShouldBe([new("u1", "x", 0.75)]);
        one.Item.GetProperty("text").GetString().ShouldBe(other.Item.GetProperty("text").GetString());
        one.Metadata.GetRawText().ShouldBe("""{"n":1234567890123456789,"x":{"y":[1.50,null]}}""");
        one.Resolution!.Method.ShouldBe("dawid-skene");
        one.Resolution.Questions.Keys.ShouldBe(["price", "tags", "text", "topic"]);
        one.Resolution.Questions["topic"].Distribution!["tech"].ShouldBe(0.0625);
        one.Resolution.Questions["tags"].Tied.Select(t => t.GetRawText()).ShouldBe(["""["a","b"]""", """["a"]"""]);
        one.Answers.ShouldBe(other.Answers);
        read[1].Resolution.ShouldBeNull();
        read[1].Provenance.ShouldBe(Rows[1].Provenance);
        (await Write(new Jsonl(), new(), read)).ShouldBe(text);
    }

    [Fact]
    public async Task Stored_lines_become_the_native_export_byte_for_byte_however_they_are_cut()
    {
        var whole = Header with { Manifest = "{\"version\":2}"u8.ToArray() };
        var (stored, exported) = (new MemoryStream(), new MemoryStream());
        await new Jsonl().WriteAsync(stored, Header with { Id = "", Name = "", Project = "", Hash = "", CreatedAt = 0 }, Stream([.. Rows, .. Rows]), new());
        await new Jsonl().WriteAsync(exported, whole, Stream([.. Rows, .. Rows]), new());
        foreach (var bytes in (int[])[1, 7, 15, 16, 1 << 20])
        {
            var (copied, lines) = (new MemoryStream(), 0L);
            await Jsonl.CopyAsync(new SlowStream(stored.ToArray(), bytes), copied, whole, n => lines = n);
            Encoding.UTF8.GetString(copied.ToArray()).ShouldBe(Encoding.UTF8.GetString(exported.ToArray()));
            lines.ShouldBe(4);
        }
        var read = new List<SnapshotLine>();
        await foreach (var row in new Jsonl().ReadSnapshotAsync(new MemoryStream(exported.ToArray())))
            read.Add(row.ShouldBeOfType<SnapshotLine>(row.ToString()));
        read.Select(r => r.Snapshot!.Value.TryGetProperty("manifest", out _)).ShouldBe([true, false, false, false]);
        stored.SetLength(stored.Length - 3);
        await Should.ThrowAsync<InvalidDataException>(() => Jsonl.CopyAsync(new MemoryStream(stored.ToArray()), new MemoryStream(), whole, _ => { }));
    }

    [Fact]
    public async Task The_bytes_of_an_export_are_the_same_in_every_culture()
    {
        foreach (var format in Core.Catalog.Of<ISnapshotWriter>())
            foreach (var what in Enum.GetValues<Wanted>())
            {
                var plain = await Write(format, new() { What = what });
                (await Support.In("tr-TR", () => Write(format, new() { What = what }))).ShouldBe(plain);
                (await Support.In("de-DE", () => Write(format, new() { What = what }))).ShouldBe(plain);
                (await Support.In("ar-SA", () => Write(format, new() { What = what }))).ShouldBe(plain);
            }
    }

    [Fact]
    public async Task A_snapshot_without_rows_is_a_right_file()
    {
        (await Write(new Jsonl(), new(), [])).ShouldBe("");
        (await Write(new Csv(), new(), [])).ShouldStartWith("externalId,text,topic,topic.confidence,topic.tied,");
    }

    [Fact]
    public async Task Resolutions_are_written_as_this_table() =>
        (await Write(new Csv(), new())).ShouldBe(
            "externalId,text,topic,topic.confidence,topic.tied,tags,tags.confidence,tags.tied,price,price.confidence,price.tied,text.value,text.confidence,text.tied\r\n"
            + "a-1,\"line one\r\nline \"\"two\"\", שלום 😀 e\u0301\",billing,0.9375,,a|b,0.5,a|b;a,12.5,1,,=cmd(),1,\r\n"
            + "-b,\" plain \",,,,,,,,,,,,\r\n");

    [Fact]
    public async Task Answers_are_written_as_this_table() =>
        (await Write(new Csv(), new() { What = Wanted.Answers })).ShouldBe(
            "externalId,author,submittedAt,activeMs,counted,topic,tags,price,text\r\n"
            + "a-1,Ana,2026-01-01T00:00:00.123Z,1500,true,billing,a|b,12.5,=cmd()\r\n"
            + "a-1,\"İpek, the 2nd\",2026-01-01T00:00:01.000Z,,false,tech,,-3,\r\n");

    [Fact]
    public async Task Formulas_are_disarmed_only_when_asked_and_numbers_never_change()
    {
        var safe = await Write(new Csv(), new() { What = Wanted.Answers, SpreadsheetSafe = true });
        safe.ShouldStartWith("\ufeffexternalId");
        safe.ShouldContain(",'=cmd()\r\n");
        safe.ShouldContain(",tech,,-3,\r\n");
        (await Write(new Csv(), new() { SpreadsheetSafe = true })).ShouldContain("\r\n'-b,\" plain \"");
    }

    [Fact]
    public async Task An_exported_table_is_imported_with_the_texts_exactly_as_they_were()
    {
        var rows = await Support.Items(new Csv(), await Write(new Csv(), new()));
        rows.Cast<ItemRow>().Select(r => (r.ExternalId, r.Text)).ShouldBe(Rows.Select(r => ((string?)r.ExternalId, r.Item.GetProperty("text").GetString())));
    }

    [Fact]
    public async Task An_exported_line_is_imported_with_its_text_and_metadata()
    {
        var rows = await Support.Items(new Jsonl(), await Write(new Jsonl(), new()));
        var first = rows[0].ShouldBeOfType<ItemRow>();
        first.Text.ShouldBe(Rows[0].Item.GetProperty("text").GetString());
        first.Metadata.GetRawText().ShouldBe(Rows[0].Metadata.GetRawText());
    }

    [Theory]
    [InlineData("\"ordinal\":1,", "", "ordinal")]
    [InlineData("\"groundwork\":2", "\"groundwork\":3", "newer version")]
    [InlineData("\"confidence\":0.9375", "\"confidence\":\"high\"", "confidence")]
    [InlineData("\"late\":true", "\"late\":1", "late")]
    [InlineData("\"topic\":\"tech\"", "\"topic\":null", "/answers/1/document/answers/topic")]
    [InlineData("\"metadata\":{", "\"meta\":{", "meta")]
    public async Task A_damaged_line_is_reported_and_the_next_is_read(string part, string damaged, string reason)
    {
        var text = await Write(new Jsonl(), new());
        var at = text.IndexOf(part, StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0);
        var rows = new List<RowOutcome>();
        await foreach (var row in new Jsonl().ReadSnapshotAsync(new MemoryStream(Encoding.UTF8.GetBytes(text[..at] + damaged + text[(at + part.Length)..]))))
            rows.Add(row);
        var fault = rows[0].ShouldBeOfType<RowFault>();
        (fault.Reason + fault.Todo).ShouldContain(reason);
        rows[1].ShouldBeOfType<SnapshotLine>().Row.ShouldBe(2);
    }
}
