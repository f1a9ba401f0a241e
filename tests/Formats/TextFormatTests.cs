using System.Text;
using System.Text.Json;
using Groundwork.Core;
using Groundwork.Core.Documents;

namespace Groundwork.Formats.Tests;

/// <summary>CoNLL and Label Studio, word by word.</summary>
public class TextFormatTests
{
    static async Task<List<string>> Labels(string format, string file, ReadSettings? settings = null)
    {
        var lines = new List<string>();
        await using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Samples", format, file));
        await foreach (var row in Catalog.Named<ILabelReader>(format)!.ReadLabelsAsync(stream, settings ?? new()))
            lines.Add(Support.Describe(row));
        return lines;
    }

    static readonly SnapshotHeader Header = new("s1", "first", "Names", "sha256:00", Made.Ontology, 1_767_225_600_000);

    static SnapshotRow Row(string text, params (string Class, int Start, int End)[] spans) => new(1, "a-1", "text", JsonSerializer.SerializeToElement(new { text }), Made.Json("""{"lang":"en"}"""),
        new(null, null, null, null, null), null,
        [
            new("an1", "u1", "Ana", "person", 1_767_225_600_123, 1500, false, true, 1, AnswerDocument.Empty with
            {
                Objects = [.. spans.Select((s, at) => new LabelledObject($"o{at + 1}", s.Class, Made.Json($$"""{"type":"span","start":{{s.Start}},"end":{{s.End}}}""")))],
            }),
        ]);

    static async Task<(string Text, IReadOnlyList<Loss> Losses)> Write(string format, Wanted what, params SnapshotRow[] rows)
    {
        var stream = new MemoryStream();
        var losses = await Catalog.Named<ISnapshotWriter>(format)!.WriteAsync(stream, Header, rows.ToAsyncEnumerable(), new() { What = what });
        return (Encoding.UTF8.GetString(stream.ToArray()), losses);
    }

    [Fact]
    public async Task Words_stand_on_lines_with_their_tags_and_what_overlaps_is_reported()
    {
        var (text, losses) = await Write("conll", Wanted.Answers, Row("Ana's 😀 dog\nNew-York", ("thing", 0, 3), ("thing", 6, 7), ("thing", 8, 12), ("traffic_light", 8, 11), ("traffic_light", 16, 17)));
        text.ShouldBe("""
            -DOCSTART- -X- -X- O

            # id = a-1
            # annotator = Ana
            # text_json = "Ana's 😀 dog\nNew-York"
            Ana -X- _ B-thing
            ' -X- _ O
            s -X- _ O
            😀 -X- _ B-thing
            dog -X- _ B-thing
            New -X- _ O
            - -X- _ O
            Y -X- _ B-traffic_light
            ork -X- _ O

            """.ReplaceLineEndings("\n"));
        losses.Select(l => (l.Kind.What, l.Count, l.Kind.Restored)).ShouldBe([("Spans that overlap", 1, false), ("Spaces at the edges of spans", 1, false), ("Spans that end inside of a word", 1, true), ("Metadata", 1, false)]);
        losses[0].Example.ShouldBe("a-1, traffic_light from 8 to 11");
    }

    [Fact]
    public async Task All_schemes_of_tags_are_read_and_words_that_are_not_those_of_the_text_are_reported() => (await Labels("conll", "news.conll")).ShouldBe(
    [
        """3 LABEL text-a4e681ec6203b8cf by - document={"objects":[{"id":"s1","class":"ORG","geometry":{"type":"span","start":0,"end":2}},{"id":"s2","class":"MISC","geometry":{"type":"span","start":11,"end":17}}],"answers":{}}""",
        """9 LABEL text-ffe80fb6cbb97cd6 by - document={"objects":[{"id":"s1","class":"PER","geometry":{"type":"span","start":0,"end":15}}],"answers":{}}""",
        """14 LABEL doc 2 by İpek document={"objects":[{"id":"s1","class":"LOC","geometry":{"type":"span","start":0,"end":8}},{"id":"s2","class":"PER","geometry":{"type":"span","start":12,"end":15}}],"answers":{}}""",
        "23 FAULT This line has a word and no tag. -> Write the word first and its tag last, with a space or a tab between.",
        "25 FAULT The words are not those of the comment \"text\". -> Correct one of the two, or remove the comment: the words are joined with spaces then.",
        "32 FAULT \"PERSON\" is no tag. -> Write O, or B-, I-, E-, S-, L- or U- and a class of at most 64 characters.",
    ]);

    [Fact]
    public async Task A_text_without_comments_has_the_same_id_as_item_and_as_label()
    {
        const string File = "Ada NNP I-NP I-PER\nwrote VBD I-VP O\n";
        var item = (await Support.Items(new Conll(), File)).ShouldHaveSingleItem().ShouldBeOfType<ItemRow>();
        (await Support.Everything(new Conll(), Encoding.UTF8.GetBytes(File))).ShouldContain(l => l.Contains($" LABEL {item.ExternalId} ", StringComparison.Ordinal));
        item.Text.ShouldBe("Ada wrote");
    }

    [Fact]
    public async Task Tasks_are_written_with_offsets_in_units_of_UTF16()
    {
        var (text, losses) = await Write("label-studio", Wanted.Answers, Row("👩‍👩‍👧 Ana 😀", ("thing", 6, 9), ("thing", 10, 11)));
        losses.ShouldBeEmpty();
        var task = JsonElement.Parse(text)[0];
        task.GetProperty("data").GetRawText().ShouldBe("""{"id":"a-1","text":"👩‍👩‍👧 Ana 😀"}""");
        task.GetProperty("meta").GetRawText().ShouldBe("""{"lang":"en"}""");
        var annotation = task.GetProperty("annotations")[0];
        annotation.GetProperty("lead_time").GetDouble().ShouldBe(1.5);
        annotation.GetProperty("created_at").GetString().ShouldBe("2026-01-01T00:00:00.123Z");
        annotation.GetProperty("result").EnumerateArray().Select(r => r.GetProperty("value").GetRawText())
            .ShouldBe(["""{"start":9,"end":12,"text":"Ana","labels":["thing"]}""", """{"start":13,"end":15,"text":"😀","labels":["thing"]}"""]);
    }

    [Fact]
    public async Task Regions_are_read_in_pixels_turned_about_their_middle_and_spans_in_code_points() => (await Labels("label-studio", "tasks.json")).ShouldBe(
    [
        """1 LABEL 1 by ana@example.org document={"objects":[{"id":"r1","class":"person","geometry":{"type":"span","start":2,"end":5}},{"id":"r2","class":"place","geometry":{"type":"span","start":15,"end":19},"attributes":{"sure":4}}],"relations":[{"from":"r1","to":"r2","type":"lives_in"}],"answers":{"mood":["good"]}}""",
        "2 FAULT The region \"r1\" (labels) can't be read: its numbers, or the size of the picture, are missing or don't fit. -> Correct it in the file, or remove it; the other regions of the task were read.",
        "3 FAULT A result is of the type hypertextlabels, for which there are no objects here yet. -> Correct it in the file, or remove it; the other regions of the task were read.",
        "3 FAULT The region \"n1\" (rectangle) can't be read: its numbers, or the size of the picture, are missing or don't fit. -> Correct it in the file, or remove it; the other regions of the task were read.",
        """3 LABEL /data/upload/1/0a1b2c3d-car one.jpg by - document={"objects":[{"id":"b1","class":"car","geometry":{"type":"box","x":70,"y":30,"width":40,"height":20,"rotation":90}},{"id":"p1","class":"road","geometry":{"type":"polygon","rings":[[[0,0],[100,0],[100,50]]]}},{"id":"e1","class":"wheel","geometry":{"type":"ellipse","cx":50,"cy":50,"rx":10,"ry":10}},{"id":"k1","class":"lamp","geometry":{"type":"points","points":[[20,10]]}},{"id":"m1","class":"mud","geometry":{"type":"mask","size":[1,2],"counts":"011"}}],"answers":{}} or 0a1b2c3d-car one.jpg or car one.jpg or 3""",
        "4 FAULT This task is a text, not an object. -> Write each task as {\"data\": …}.",
    ]);

    [Fact]
    public async Task Predictions_are_read_when_they_are_asked_for() =>
        (await Labels("label-studio", "tasks.json", new() { Predictions = true }))[^1].ShouldBe("""5 LABEL 5 by net-1 document={"answers":{"mood":["bad"]}}""");

    [Theory]
    [InlineData("p.json", "[{\"data\":{}}]", "label-studio")]
    [InlineData("p.json", "\ufeff {\"images\":[]}", "coco")]
    [InlineData("p.json", "{\"data\":{\"text\":\"x\"}}", "label-studio")]
    [InlineData("P.CONLL", "EU NNP B-ORG", "conll")]
    [InlineData("", "-DOCSTART- -X- O", "conll")]
    [InlineData("p.jsonl", "{\"id\":1}", "labels")]
    [InlineData("p.csv", "id,topic", "labels")]
    [InlineData("", "", "labels")]
    public void A_file_of_labels_is_known_by_its_name_and_how_it_begins(string name, string text, string format) =>
        LabelFormats.Guess(name, Encoding.UTF8.GetBytes(text)).Name.ShouldBe(format);

    [Fact]
    public async Task The_native_export_keeps_settled_objects_and_how_sure_they_are_and_gives_them_as_labels()
    {
        var row = new Made(3).Rows("image", (made, _) => made.Picture(rich: true), count: 1)[0];
        var (text, losses) = await Write("jsonl", Wanted.Resolutions, row);
        losses.ShouldBeEmpty();
        await foreach (var line in new Jsonl().ReadSnapshotAsync(new MemoryStream(Encoding.UTF8.GetBytes(text))))
        {
            var back = line.ShouldBeOfType<SnapshotLine>().Content;
            back.Resolution!.Document.ShouldBe(row.Resolution!.Document);
            back.Resolution.Confidence!.ShouldBe(row.Resolution.Confidence!, ignoreOrder: true);
            (await Write("jsonl", Wanted.Resolutions, back)).Text.ShouldBe(text);
        }
        await foreach (var label in new Labels().ReadLabelsAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), new()))
            label.ShouldBeOfType<LabelRow>().Content.GetProperty("objects").GetArrayLength().ShouldBe(row.Resolution!.Document!.Objects.Count);
    }

    [Fact]
    public async Task Objects_that_nobody_has_settled_are_reported_and_not_passed_over()
    {
        var row = Row("Ana", ("thing", 0, 3));
        foreach (var format in new[] { "conll", "label-studio" })
            (await Write(format, Wanted.Resolutions, row)).Losses.ShouldContain(l => l.Kind.What == "Objects that nobody has settled" && l.Count == 1);
    }

    [Fact]
    public async Task Where_an_item_is_from_is_counted_by_every_format_but_those_that_have_it()
    {
        foreach (var modality in new[] { "text", "image" })
        {
            var row = new Made(5).Rows(modality, (made, text) => modality == "text" ? made.Marked(text, rich: false, apart: true) : made.Picture(rich: false), count: 1)[0] with
            {
                Provenance = new(null, "the street", "CC0", 1, null),
                Split = "train",
            };
            foreach (var format in Catalog.Of<ISnapshotWriter>().Where(f => (f.Name, modality) is not (("coco", "text") or ("conll", "image"))))
                (await Write(format.Name, Wanted.Resolutions, row)).Losses.Count(l => l.Kind.What is "Where items are from" or "Splits and known answers").ShouldBe(format.Name is "jsonl" or "parquet" ? 0 : 2, format.Name);
        }
    }
}
