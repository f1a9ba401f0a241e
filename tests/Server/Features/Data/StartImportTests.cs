using System.Text;
using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Data;

/// <summary>StartImport, GetImport, ListImports, CancelImport, GetImportErrors.</summary>
public class StartImportTests
{
    const string Mails = "id,body,lang,split\na,one,de,train\nb,,de,test\nc,three,fr,\n";

    [Theory, OnSqlite, OnPostgres]
    public async Task An_import_goes_on_by_itself_and_says_what_it_did(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var uploads = new[] { new { id = await server.Uploaded("mails.csv", Mails), path = (string?)null } };
        var started = await server.Start(new { datasetName = "Mails", uploads, text = "body", source = "Helpdesk", licence = "CC0", consent = "Contract", collected = "2025-01/2025-06" });
        var done = await server.Ended(started.Text("importId"));
        (done.Text("state"), done.Text("datasetId"), done.Text("datasetName"), done.Text("fileName"), done.Text("format"), done.Text("by"))
            .ShouldBe(("done", started.Text("datasetId"), "Mails", "mails.csv", "csv", "Owner"));
        (done.Number("files"), done.Number("rowsRead"), done.Number("imported"), done.Number("duplicates"), done.Number("failed")).ShouldBe((1, 3, 2, 0, 1));
        (done.Number("bytesTotal"), done.Number("bytesRead")).ShouldBe((Mails.Length, Mails.Length));
        (done.Text("source"), done.Text("licence"), done.Text("consent"), done.Text("collected")).ShouldBe(("Helpdesk", "CC0", "Contract", "2025-01/2025-06"));
        var error = done["errors"].EnumerateArray().ShouldHaveSingleItem();
        (error.GetProperty("file").GetString(), error.GetProperty("row").GetInt64(), error.GetProperty("reason").GetString()).ShouldBe(("mails.csv", 3, "The text is empty."));
        done["problem"].ValueKind.ShouldBe(JsonValueKind.Null);
        (await server.All($"SELECT external_id, split, import_row, import_file FROM item ORDER BY ordinal", r => (r.Text(0), r.TextOrNull(1), r.Long(2), r.Long(3))))
            .ShouldBe([("a", "train", 2, 1), ("c", null, 4, 1)]);
        var listed = (await server.Owner.Get($"/api/imports?state=done&dataset={started.Text("datasetId")}")).Expect(200).Items.ShouldHaveSingleItem();
        listed.GetProperty("id").GetString().ShouldBe(started.Text("importId"));
        (await server.Owner.Get("/api/imports?state=running")).Items.ShouldBeEmpty();
        (await server.Owner.Get("/api/imports?state=asleep")).Expect(400, "invalid");
        var shown = (await server.Owner.Get($"/api/datasets/{started.Text("datasetId")}"))["imports"][0];
        (shown.GetProperty("consent").GetString(), shown.GetProperty("collected").GetString()).ShouldBe(("Contract", "2025-01/2025-06"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Files_of_several_kinds_come_in_together_and_each_fault_names_its_file(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var done = await server.Import("All", ("a/one.jsonl", "{\"id\":\"x\",\"text\":\"one\"}\nnot json\n"), ("two.txt", "two\n"), ("odd.bin", "\u0001\u0002"), ("no name", "{\"text\":\"sniffed\"}\n"), ("empty.csv", ""));
        (done.Text("state"), done.Number("files"), done.Number("imported"), done.Number("failed")).ShouldBe(("done", 5, 3, 3));
        done["errors"].EnumerateArray().Select(e => (e.GetProperty("file").GetString(), e.GetProperty("row").GetInt64())).ShouldBe([("a/one.jsonl", 2L), ("odd.bin", 0L), ("empty.csv", 0L)]);
        done["errors"].EnumerateArray().ShouldAllBe(e => e.GetProperty("todo").GetString()!.Length > 10);
        (await server.All($"SELECT external_id, import_file FROM item ORDER BY ordinal", r => r.Long(1))).ShouldBe([1, 2, 4]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_can_t_be_read_at_all_is_a_failed_import_that_says_what_to_do(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var done = await server.Import("None", ("mails.csv", "a,b\n1,2\n"));
        (done.Text("state"), done.Text("problem.title"), done.Text("problem.detail")).ShouldBe(("failed", "It is not clear which column holds the text.", "Choose one of a, b."));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_dry_run_counts_the_same_and_writes_nothing(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        await server.Import("Mails", ("old.jsonl", "{\"id\":\"a\",\"text\":\"known\"}\n"));
        var before = await server.Count($"SELECT count(*) FROM import");
        const string file = "{\"id\":\"a\",\"text\":\"x\"}\n{\"text\":\"known\"}\n{\"text\":\"new\"}\n{\"text\":\"new\"}\n{\"id\":\"b\",\"text\":\"new\",\"lang\":\"de\"}\nno\n";
        var uploads = new[] { new { id = await server.Uploaded("more.jsonl", file) } };
        var dry = (await server.Owner.Post("/api/imports", new { datasetName = "Mails", uploads, dryRun = true })).Expect(200);
        (dry.Number("imported"), dry.Number("duplicates"), dry.Number("failed"), dry.Number("files"), dry["partial"].GetBoolean()).ShouldBe((2, 3, 1, 1, false));
        (dry.Text("format"), dry.Text("mapping.text"), dry.Text("mapping.id")).ShouldBe(("jsonl", "text", "id"));
        dry["columns"].EnumerateArray().Select(c => c.GetString()).ShouldBe(["id", "text", "lang"]);
        (dry["sample"][0].GetProperty("externalId").GetString(), dry["sample"][0].GetProperty("modality").GetString(), dry["sample"][0].GetProperty("file").GetString()).ShouldBe(("a", "text", "more.jsonl"));
        (await server.Count($"SELECT count(*) FROM import")).ShouldBe(before);
        (await server.Count($"SELECT count(*) FROM item")).ShouldBe(1);
        var wet = await server.Ended((await server.Start(new { datasetName = "Mails", uploads })).Text("importId"));
        (wet.Number("imported"), wet.Number("duplicates"), wet.Number("failed")).ShouldBe((2, 3, 1));
        (await server.Owner.Post("/api/imports", new { datasetName = "Not there", uploads, dryRun = true })).Expect(200).Number("imported").ShouldBe(4);
        (await server.Count($"SELECT count(*) FROM dataset")).ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_error_table_has_each_row_as_it_stood_and_nothing_that_a_spreadsheet_would_run(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        const string file = "id,text\n1,good\n=cmd|' /C calc'!A1,\n\"-2\",\" \"\n3,a,b\n@x,\"two\nlines\",more\n";
        var done = await server.Import("Mails", ("bad.csv", file));
        done.Number("failed").ShouldBe(4);
        var csv = (await server.Owner.Get($"/api/imports/{done.Text("id")}/errors")).Expect(200);
        csv.Headers["Content-Type"].ShouldStartWith("text/csv");
        csv.Headers["Content-Disposition"].ShouldStartWith("attachment");
        csv.Body.ShouldBe("\ufefffile,row,reason,what to do,the row as it stood\r\n"
            + "bad.csv,3,The text is empty.,Fill it in or remove the row.,\"'=cmd|' /C calc'!A1,\"\r\n"
            + "bad.csv,4,The text is empty.,Fill it in or remove the row.,\"\"\"-2\"\",\"\" \"\"\"\r\n"
            + "bad.csv,5,This row has 3 cells; the header has 2.,Put cells that contain the separator or line breaks into double quotes.,\"3,a,b\"\r\n"
            + "bad.csv,6,This row has 3 cells; the header has 2.,Put cells that contain the separator or line breaks into double quotes.,\"'@x,\"\"two\nlines\"\",more\"\r\n");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_asked_wrongly_is_refused_with_where_and_nothing_is_written(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var mine = new[] { new { id = await server.Uploaded("a.txt", "x") } };
        var half = new[] { new { id = await server.Uploaded("a.txt", Encoding.UTF8.GetBytes("x"), finished: false) } };
        async Task Refused(object request, params string[] paths) => (await server.Owner.Post("/api/imports", request)).Expect(400, "invalid").FaultPaths.ShouldBe(paths);
        await Refused(new { uploads = mine }, "/datasetId");
        await Refused(new { datasetName = "A" }, "/uploads");
        await Refused(new { datasetName = " ", uploads = mine, format = "spreadsheet" }, "/datasetName", "/format");
        await Refused(new { datasetName = "A", folder = new { root = "photos", path = "" } }, "/folder");
        foreach (var when in (string[])["yesterday", "2025-13", "2025-02-30", "2025-06/2025-01", "2025/", "2025-1-1"])
            await Refused(new { datasetName = "A", uploads = mine, collected = when }, "/collected");
        await Refused(new { datasetName = "A", uploads = mine, licence = new string('x', 501), source = "a\nb" }, "/source", "/licence");
        (await server.Owner.Post("/api/imports", new { datasetName = "A", uploads = new[] { new { id = "no" } } })).Expect(404, "not_found");
        (await server.Owner.Post("/api/imports", new { datasetId = "no", uploads = mine })).Expect(404, "not_found");
        (await server.Owner.Post("/api/imports", new { datasetName = "A", uploads = half })).Expect(409, "upload_unfinished");
        (await (await server.Stranger()).Post("/api/imports", new { datasetName = "A", uploads = mine })).Expect(404, "not_found");
        (await (await server.Join("reviewer")).Post("/api/imports", new { datasetName = "A", uploads = mine })).Expect(403);
        (await (await server.Join("manager")).Post("/api/imports", new { datasetName = "A", uploads = mine })).Expect(404, "not_found");
        (await server.Count($"SELECT count(*) FROM import")).ShouldBe(0);
        (await server.Count($"SELECT count(*) FROM dataset")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_cancelled_import_stops_and_keeps_what_it_brought(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var lines = string.Concat(Enumerable.Range(0, 60_000).Select(n => $"{{\"id\":\"{n}\",\"text\":\"text {n}\"}}\n"));
        var started = await server.Start(new { datasetName = "Big", uploads = new[] { new { id = await server.Uploaded("big.jsonl", lines) } } });
        var id = started.Text("importId");
        await Poll.Until(async () => (await server.Owner.Get($"/api/imports/{id}")).Number("imported") > 0);
        (await server.Owner.Post($"/api/imports/{id}/cancel")).Expect(204);
        var seen = (await server.Owner.Get($"/api/imports/{id}")).Expect(200);
        (seen.Text("state"), seen["endedAt"].ValueKind).ShouldBe(("cancelled", JsonValueKind.Number));
        seen.Number("imported").ShouldBeInRange(1, 59_999);
        await Task.Delay(300);
        (await server.Owner.Get($"/api/imports/{id}")).Body.ShouldBe(seen.Body);
        (await server.Count($"SELECT count(*) FROM item")).ShouldBe(seen.Number("imported"));
        (await server.Owner.Post($"/api/imports/{id}/cancel")).Expect(204);
        var other = await server.Import("Small", ("a.txt", "x\n"));
        (await server.Owner.Post($"/api/imports/{other.Text("id")}/cancel")).Expect(409, "import_ended");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Imports_of_another_workspace_are_not_there(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var id = (await server.Import("Mails", ("a.txt", "x\n"))).Text("id");
        var stranger = await server.Stranger();
        (await stranger.Get($"/api/imports/{id}")).Expect(404, "not_found");
        (await stranger.Get($"/api/imports/{id}/errors")).Expect(404, "not_found");
        (await stranger.Post($"/api/imports/{id}/cancel")).Expect(404, "not_found");
        (await stranger.Get("/api/imports")).Items.ShouldBeEmpty();
    }
}
