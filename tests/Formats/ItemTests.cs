using System.Text;
using System.Text.Json;

namespace Groundwork.Formats.Tests;

[Collection("measures")]
public class ItemTests
{
    static async Task<string[]> Sample(IItemReader format, string file) =>
        [.. (await Support.Items(format, await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Samples", file)))).Select(Support.Describe)];

    [Fact]
    public async Task JSON_Lines_keep_every_character_and_every_digit_and_report_each_bad_line() =>
        (await Sample(new Jsonl(), "jsonl/support.jsonl")).ShouldBe(
        [
            """1 ITEM id=1234567890123456789 split=train text=I was charged twice 😡 metadata={"lang":"en"}""",
            """2 ITEM id=b split=- text=שלום עולם — مرحبا metadata={"lang":"he","customer":{"plan":"pro","since":2019}}""",
            "4 ITEM id=c split=- text=two\r\nlines and a cafe\u0301 metadata={\"tags\":[\"a\",\"b\"]}",
            "5 FAULT /text: This is not JSON: byte 28 is unexpected. -> Correct the text there.",
            "6 FAULT There is no \"text\" in this line. -> Add it, or choose the member that holds the text.",
            "7 FAULT \"text\" is a number, not a text. -> Put the text into double quotes, or choose another member.",
            "8 FAULT /text: The member \"text\" stands here twice. -> Keep one of them.",
            "9 FAULT This line is not a JSON object. -> Write each item as {\"text\": …} on a line of its own, without a list around them.",
            "10 FAULT /text: This text contains a NUL character (\\u0000). -> Remove it.",
            """11 ITEM id=j split=- text=the last one, without a line end metadata={"score":0.10}""",
        ]);

    [Fact]
    public async Task A_table_from_a_German_spreadsheet_is_read_with_its_line_breaks_and_quotes() =>
        (await Sample(new Csv(), "csv/semicolons.csv")).ShouldBe(
        [
            "2 ITEM id=1 split=- text=Zeile eins\r\nZeile zwei; mit \"Anführung\" metadata={\"Preis\":\"12,50\",\"Sprache\":\"de\"}",
            """3 ITEM id=2 split=- text=  leading and trailing   metadata={"Preis":"3","Sprache":"en"}""",
            "4 FAULT This row has 5 cells; the header has 4. -> Put cells that contain the separator or line breaks into double quotes.",
            "5 FAULT This row has 2 cells; the header has 4. -> Add the missing cells, empty if there is nothing to say.",
            """7 ITEM id=5 split=- text=5" Rohr, weiß metadata={"Preis":"1","Sprache":"de"}""",
            "8 FAULT A quoted cell goes on after its closing quote. -> Write a quote inside of a quoted cell twice (\"\").",
            "9 ITEM id=7 split=- text=👩‍👩‍👧 e\u0301 שלום metadata={\"Preis\":\"=1+1\",\"Sprache\":\"he\"}",
        ]);

    [Fact]
    public async Task Tabs_are_found_although_the_cells_are_full_of_commas() =>
        (await Sample(new Csv(), "csv/reviews.tsv")).ShouldBe(
        [
            """2 ITEM id=r1 split=- text=Great, really; great metadata={"stars":"5"}""",
            """3 ITEM id=r2 split=- text=Meh metadata={"stars":"3"}""",
        ]);

    [Fact]
    public async Task Lines_of_a_text_keep_their_spaces_and_blank_ones_are_passed_over() =>
        (await Sample(new PlainText(), "text/lines.txt")).ShouldBe(
        [
            "1 ITEM id=- split=- text=first line metadata={}",
            "3 ITEM id=- split=- text=  kept spaces   metadata={}",
            "4 ITEM id=- split=- text=émoji 😀 — \u200fשלום metadata={}",
            "6 ITEM id=- split=- text=last without an end metadata={}",
        ]);

    [Fact]
    public async Task The_mapping_is_guessed_by_name_and_can_be_chosen()
    {
        const string table = "uid,headline,Body,split\n1,short,a longer text,test\n";
        var reading = await new Csv().OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(table)), new());
        reading.Columns.ShouldBe(["uid", "headline", "Body", "split"]);
        reading.Mapping.ShouldBe(new ItemMapping("Body", "uid", "split"));

        var chosen = await Support.Items(new Csv(), table, new(Text: "headline", Id: "Body"));
        Support.Describe(chosen.Single()).ShouldBe("""2 ITEM id=a longer text split=test text=short metadata={"uid":"1"}""");

        (await Support.Items(new Csv(), "a,b\n1,2\n")).ShouldBe([new RowFault(0, "It is not clear which column holds the text.", "Choose one of a, b.")]);
        (await Support.Items(new Csv(), "a,b\n1,2\n", new(Text: "c"))).ShouldBe([new RowFault(0, "There is no column \"c\".", "Choose one of a, b.")]);
    }

    [Fact]
    public async Task Nested_members_can_be_the_text_and_metadata_is_lifted()
    {
        var rows = await Support.Items(new Jsonl(), """
            {"data":{"body":"hello","lang":"en"},"metadata":{"a":1,"b":{"c":[null,true]}},"key":"k1"}
            """, new(Text: "data.body"));
        Support.Describe(rows.Single()).ShouldBe("""1 ITEM id=k1 split=- text=hello metadata={"data":{"lang":"en"},"a":1,"b":{"c":[null,true]}}""");

        var clash = await Support.Items(new Jsonl(), """{"text":"t","a":2,"metadata":{"a":1}}""");
        ((ItemRow)clash.Single()).Metadata.GetRawText().ShouldBe("""{"a":2,"metadata":{"a":1}}""");
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("csv")]
    [InlineData("text")]
    public async Task Bytes_that_are_not_UTF8_are_reported_with_their_place_and_spare_the_other_rows(string name)
    {
        byte[] latin = name switch
        {
            "jsonl" => [.. "{\"text\":\"good\"}\n{\"text\":\"caf"u8, 0xE9, .. "\"}\n{\"text\":\"also good\"}\n"u8],
            "csv" => [.. "text,n\ngood,1\ncaf"u8, 0xE9, .. ",2\nalso good,3\n"u8],
            _ => [.. "good\ncaf"u8, 0xE9, .. "\nalso good\n"u8],
        };
        var rows = await Support.Items(Core.Catalog.Named<IItemReader>(name)!, latin);
        rows.OfType<ItemRow>().Select(r => r.Text).ShouldBe(["good", "also good"]);
        var fault = rows.OfType<RowFault>().Single();
        fault.Reason.ShouldContain(name == "jsonl" ? "Byte 13 " : "Byte 4 ");
        fault.Todo.ShouldContain("save the file as UTF-8");
    }

    [Fact]
    public async Task Half_characters_of_UTF16_are_reported()
    {
        byte[] bytes = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("good\nbad "), 0x3D, 0xD8, .. Encoding.Unicode.GetBytes("\nfine 😀\n")];
        var rows = await Support.Items(new PlainText(), bytes);
        rows.OfType<ItemRow>().Select(r => r.Text).ShouldBe(["good", "fine 😀"]);
        rows.OfType<RowFault>().Single().Reason.ShouldBe("Byte 5 of this line is not UTF-8.");
    }

    [Fact]
    public async Task NUL_characters_are_reported_and_spare_the_other_rows()
    {
        var rows = await Support.Items(new Csv(), "text,n\ngood and long enough to be a text,1\nb\0d,2\n");
        rows.Select(r => r.GetType()).ShouldBe([typeof(ItemRow), typeof(RowFault)]);
        (await Support.Items(new PlainText(), "good and long enough to be a text\nb\0d\n")).OfType<RowFault>().Single().Row.ShouldBe(2);
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_ends_the_file_with_a_fault_that_says_so()
    {
        var rows = new StringBuilder("text,n\nfirst,1\n\"opened,2\n");
        while (rows.Length < 9_000_000)
            rows.Append("more text here,3\n");
        var read = await Support.Items(new Csv(), rows.ToString());
        read.Count.ShouldBe(2);
        read[1].ShouldBeOfType<RowFault>().Todo.ShouldContain("never closed");
    }

    [Fact]
    public async Task A_line_of_the_native_export_is_imported_as_its_item_without_anybodys_answers()
    {
        var rows = await Support.Items(new Jsonl(), """
            {"groundwork":1,"snapshot":{},"ordinal":1,"externalId":"x","modality":"text","item":{"text":"hello"},"metadata":{"lang":"en"},"provenance":{},"ontologyVersion":1,"resolution":{"method":"m","questions":{"topic":{"value":"secret"}}},"answers":[]}
            """);
        Support.Describe(rows.Single()).ShouldBe("""1 ITEM id=x split=- text=hello metadata={"lang":"en"}""");
    }

    [Fact]
    public async Task Votes_are_read_once_per_worker_and_task_and_gold_must_agree()
    {
        var rows = new List<string>();
        await foreach (var row in new Votes().ReadVotesAsync(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Samples/votes/rte.csv"))))
            rows.Add(Support.Describe(row));
        rows.ShouldBe(
        [
            "2 VOTE w1 on t1: yes (gold yes)",
            "3 VOTE w2 on t1: no (gold yes)",
            "4 FAULT \"w1\" has voted on \"t1\" before; the first vote counts. -> Remove the row, or give the second pass another worker name.",
            "5 VOTE w1 on t2: no (gold -)",
            "6 FAULT The worker is empty. -> Fill it in or remove the row.",
            "7 VOTE w3 on t2: yes (gold no)",
            "8 FAULT The gold answer of \"t2\" is \"yes\" here and \"no\" before; the first one counts. -> Give the task one gold answer. The vote itself was read.",
            "8 VOTE w2 on t2: no (gold no)",
        ]);
    }
}

[CollectionDefinition("measures memory", DisableParallelization = true)]
public class MeasuresMemory;

[Collection("measures memory")]
public class HugeLineTests
{
    [Fact]
    public async Task A_line_of_half_a_gigabyte_is_reported_and_passed_over_without_being_kept()
    {
        const int parts = 8_192;
        IEnumerable<byte[]> Parts()
        {
            yield return "{\"text\":\"before\"}\n{\"text\":\""u8.ToArray();
            var part = new byte[64 * 1024];
            Array.Fill(part, (byte)'x');
            for (var i = 0; i < parts; i++)
                yield return part;
            yield return "\"}\n{\"text\":\"after\"}\n"u8.ToArray();
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var reading = await new Jsonl().OpenAsync(new MadeStream(Parts().GetEnumerator()), new());
        var rows = new List<RowOutcome>();
        await foreach (var row in reading.Rows)
            rows.Add(row);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        rows.Select(r => r.GetType().Name + " " + r.Row).ShouldBe(["ItemRow 1", "RowFault 2", "ItemRow 3"]);
        ((RowFault)rows[1]).Reason.ShouldContain((parts * 64 * 1024 + 11).ToString(System.Globalization.CultureInfo.InvariantCulture));
        allocated.ShouldBeLessThan(64L * 1024 * 1024);
    }
}
