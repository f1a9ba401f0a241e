using System.Text;
using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Data;

public class ImportItemsTests
{
    static async Task<(TestServer, string)> Empty(Engine engine)
    {
        var server = await TestServer.Start(engine);
        return (server, (await server.Owner.Post("/api/datasets", new { name = "Mails" })).Expect(201).Text("id"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Good_rows_go_in_and_each_bad_row_is_reported_with_what_to_do(Engine engine)
    {
        var (server, id) = await Empty(engine);
        await using var _ = server;
        const string file = "{\"id\":\"a\",\"text\":\"one\"}\n{\"id\":\"b\"}\nnot json\n{\"id\":\"c\",\"text\":\"three\",\"lang\":\"de\"}\n{\"id\":\"a\",\"text\":\"again\"}\n";
        var done = (await server.Owner.Upload($"/api/datasets/{id}/imports?format=jsonl&fileName=mails.jsonl&source=Helpdesk&licence=CC0", file)).Expect(200);
        (done.Number("imported"), done.Number("duplicates"), done.Number("failed")).ShouldBe((2, 1, 2));
        var errors = done["errors"].EnumerateArray().ToList();
        errors.Select(e => e.GetProperty("row").GetInt64()).ShouldBe([2, 3]);
        errors.ShouldAllBe(e => e.GetProperty("reason").GetString()!.Length > 0 && e.GetProperty("todo").GetString()!.Length > 0);
        var import = (await server.Owner.Get($"/api/datasets/{id}"))["imports"].EnumerateArray().ShouldHaveSingleItem();
        (import.GetProperty("fileName").GetString(), import.GetProperty("source").GetString(), import.GetProperty("licence").GetString(), import.GetProperty("state").GetString())
            .ShouldBe(("mails.jsonl", "Helpdesk", "CC0", "done"));
        (import.GetProperty("imported").GetInt64(), import.GetProperty("duplicates").GetInt64(), import.GetProperty("failed").GetInt64()).ShouldBe((2, 1, 2));
        (await server.Owner.Get($"/api/datasets/{id}/items")).Items[1].GetProperty("metadata").GetProperty("lang").GetString().ShouldBe("de");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_dry_run_counts_the_same_and_writes_nothing(Engine engine)
    {
        var (server, id) = await Empty(engine);
        await using var _ = server;
        await Project.Import(server.Owner, id, ["one"]);
        const string file = "{\"id\":\"t1\",\"text\":\"one\"}\n{\"id\":\"t2\",\"text\":\"two\"}\n{\"id\":\"t2\",\"text\":\"two\"}\n{}\n";
        var dry = (await server.Owner.Upload($"/api/datasets/{id}/imports?format=jsonl&dryRun=true", file)).Expect(200);
        dry["importId"].ValueKind.ShouldBe(JsonValueKind.Null);
        (await server.Owner.Get($"/api/datasets/{id}")).Number("itemCount").ShouldBe(1);
        (await server.Count($"SELECT count(*) FROM import")).ShouldBe(1);
        var wet = (await server.Owner.Upload($"/api/datasets/{id}/imports?format=jsonl", file)).Expect(200);
        foreach (var name in (string[])["imported", "duplicates", "failed"])
            dry.Number(name).ShouldBe(wet.Number(name), name);
        (wet.Number("imported"), wet.Number("duplicates"), wet.Number("failed")).ShouldBe((1, 2, 1));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_csv_is_mapped_by_its_columns_or_as_one_says(Engine engine)
    {
        var (server, id) = await Empty(engine);
        await using var _ = server;
        const string file = "nr;subject;body\r\n1;Hi;\"two\r\nlines; and \"\"quotes\"\"\"\r\n2;Yo;short\r\n";
        var done = (await server.Owner.Upload($"/api/datasets/{id}/imports?format=csv&text=body&idColumn=nr", file)).Expect(200);
        (done.Text("mapping.text"), done.Text("mapping.id"), done.Number("imported")).ShouldBe(("body", "nr", 2));
        done["columns"].EnumerateArray().Select(c => c.GetString()).ShouldBe(["nr", "subject", "body"]);
        var first = (await server.Owner.Get($"/api/datasets/{id}/items")).Items[0];
        (first.GetProperty("externalId").GetString(), first.GetProperty("text").GetString()).ShouldBe(("1", "two\r\nlines; and \"quotes\""));
        first.GetProperty("metadata").GetProperty("subject").GetString().ShouldBe("Hi");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Text_is_kept_exactly_whatever_it_is(Engine engine)
    {
        var (server, id) = await Empty(engine);
        await using var _ = server;
        string[] texts = ["👩‍👩‍👧 family", "a\r\nb\rc\n", "‮gnirts‬ עברית العربية", "<script>alert(1)</script>", "=cmd|'/c calc'!A1", "'; DROP TABLE item; --", "e\u0301 vs é", "\ttab  two spaces ", "{\"text\":1}", "\u2028\u2029\u0001"];
        var done = await Project.Import(server.Owner, id, texts);
        done.Number("imported").ShouldBe(texts.Length);
        (await server.Owner.Get($"/api/datasets/{id}/items")).Items.Select(i => i.GetProperty("text").GetString()).ShouldBe(texts);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_no_database_can_hold_is_a_bad_row_on_both_engines(Engine engine)
    {
        var (server, id) = await Empty(engine);
        await using var _ = server;
        const string file = "{\"id\":\"a\",\"text\":\"nul \\u0000 here\"}\n{\"id\":\"b\",\"text\":\"lone \\ud800 surrogate\"}\n{\"id\":\"c\",\"text\":\"good\"}\n"
            + "{\"id\":\"d\\u0000\",\"text\":\"good\"}\n{\"id\":\"e\",\"text\":\"good\",\"note\":\"a\\u0000b\"}\n";
        var done = (await server.Owner.Upload($"/api/datasets/{id}/imports?format=jsonl", file)).Expect(200);
        (done.Number("imported") + done.Number("failed")).ShouldBe(5);
        done.Number("failed").ShouldBeGreaterThanOrEqualTo(3);
        var items = (await server.Owner.Get($"/api/datasets/{id}/items?filter={Uri.EscapeDataString("""[{"field":"text","has":"good"}]""")}")).Expect(200).Items;
        items.Select(i => i.GetProperty("externalId").GetString()).ShouldContain("c");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_same_file_again_adds_nothing_also_without_ids(Engine engine)
    {
        var (server, id) = await Empty(engine);
        await using var _ = server;
        (await server.Owner.Upload($"/api/datasets/{id}/imports?format=text", "one\ntwo\n")).Expect(200).Number("imported").ShouldBe(2);
        var again = (await server.Owner.Upload($"/api/datasets/{id}/imports?format=text", "one\ntwo\nthree\n")).Expect(200);
        (again.Number("imported"), again.Number("duplicates")).ShouldBe((1, 2));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_row_whose_item_was_deleted_is_reported_and_comes_back_only_from_the_trash(Engine engine)
    {
        var (server, id) = await Empty(engine);
        await using var _ = server;
        const string Rows = "id,text\na,one\nb,two\nc,three\n";
        (await server.Owner.Upload($"/api/datasets/{id}/imports?format=csv", Rows)).Expect(200).Number("imported").ShouldBe(3);
        var item = (await server.Owner.Get($"/api/datasets/{id}/items?limit=3")).Expect(200).Items.Single(i => i.GetProperty("externalId").GetString() == "b").GetProperty("id").GetString();
        (await server.Owner.Post($"/api/datasets/{id}/items/change", new { ids = new[] { item }, delete = true })).Expect(200);
        foreach (var dry in new[] { "&dryRun=true", "" })
        {
            var again = (await server.Owner.Upload($"/api/datasets/{id}/imports?format=csv{dry}", Rows + "d,four\n")).Expect(200);
            (again.Number("imported"), again.Number("duplicates"), again.Number("failed")).ShouldBe((1, 2, 1));
            var error = again["errors"].EnumerateArray().ShouldHaveSingleItem();
            (error.GetProperty("row").GetInt64(), error.GetProperty("reason").GetString()).ShouldBe((3, "The item of this id was deleted."));
        }
        // Its words are free for others: only the id is taken.
        (await server.Owner.Upload($"/api/datasets/{id}/imports?format=text", "two\n")).Expect(200).Number("imported").ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nothing_comes_into_a_deleted_dataset(Engine engine)
    {
        var (server, id) = await Empty(engine);
        await using var _ = server;
        (await server.Owner.Delete($"/api/datasets/{id}")).Expect(200);
        (await server.Owner.Upload($"/api/datasets/{id}/imports?format=text", "one\n")).Expect(404);
        var upload = await server.Uploaded("a.txt", "one\n");
        (await server.Owner.Post("/api/imports", new { datasetId = id, uploads = new[] { new { id = upload } } })).Expect(404);
        (await server.Count($"SELECT count(*) FROM item")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Imports_into_one_dataset_at_the_same_time_lose_and_double_nothing(Engine engine)
    {
        var (server, id) = await Empty(engine);
        await using var _ = server;
        var files = Enumerable.Range(0, 4).Select(f => string.Concat(Enumerable.Range(f * 150, 300).Select(n => $"{{\"id\":\"i{n}\",\"text\":\"text {n}\"}}\n")));
        var done = await Task.WhenAll(files.Select(f => server.Owner.Upload($"/api/datasets/{id}/imports?format=jsonl", f)));
        done.Sum(d => d.Expect(200).Number("imported")).ShouldBe(750);
        (await server.All($"SELECT ordinal FROM item ORDER BY ordinal", r => r.Long(0))).ShouldBe(Enumerable.Range(1, 750).Select(n => (long)n));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_no_text_at_all_is_a_422_and_an_unknown_format_a_400(Engine engine)
    {
        var (server, id) = await Empty(engine);
        await using var _ = server;
        (await server.Owner.Upload($"/api/datasets/{id}/imports?format=jsonl", new byte[4096])).Expect(422, "unreadable");
        var nowhere = (await server.Owner.Upload($"/api/datasets/{id}/imports?format=csv&text=nowhere", "a,b\n1,2\n")).Expect(200);
        (nowhere.Number("imported"), nowhere.Number("failed")).ShouldBe((0, 1));
        nowhere.Body.ShouldContain("Choose one of a, b.");
        (await server.Owner.Upload($"/api/datasets/{id}/imports?format=spreadsheet", "x")).Expect(400, "invalid").FaultPaths.ShouldBe(["/format"]);
        (await server.Owner.Upload($"/api/datasets/{id}/imports?format=text", Encoding.BigEndianUnicode.GetBytes("utf sixteen without a mark, long enough to be seen as such"))).Expect(422, "unreadable");
        (await server.Count($"SELECT count(*) FROM item")).ShouldBe(0);
    }
}
