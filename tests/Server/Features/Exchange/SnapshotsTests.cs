using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Exchange;

/// <summary>FreezeSnapshot, GetSnapshot, ListSnapshots, StartExport and DownloadExport, and the way back in.</summary>
public class SnapshotsTests
{
    const string Nobodys = "0197aaaa-0000-7000-8000-000000000000";
    static readonly string[] Hostile = ["👩‍👩‍👧 \"quoted\", comma", "a\r\nb\nc", "‮gnirts‬ עברית", "=1+1;<script>", "'; DROP TABLE task; --"];

    static async Task<Project> Labelled(TestServer server)
    {
        var project = await Project.Make(server, tasks: 0);
        await Project.Import(server.Owner, project.Dataset, Hostile);
        await Poll.Until(async () => (await server.Owner.Get($"/api/projects/{project.Id}")).Number("progress.tasks"), n => n == Hostile.Length);
        var ada = await server.Join("annotator", "Ada, \"the\" 👩 annotator");
        for (var i = 0; i < Hostile.Length - 1; i++)
            await project.Label(ada, i == 0 ? "other" : "billing", i == 0 ? "spam" : null);
        return project;
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_snapshot_is_listed_with_its_hash_and_again_is_another_one_with_the_same_rows(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Labelled(server);
        var first = (await server.Owner.Post($"/api/projects/{project.Id}/snapshots", new { name = "v1" })).Expect(201);
        (first.Text("name"), first.Number("rows"), first.Number("answers")).ShouldBe(("v1", 5, 4));
        first.Text("hash").ShouldNotBeEmpty();
        (await project.Freeze(name: "v2")).Text("hash").ShouldBe(first.Text("hash"), "what is frozen is the same, whatever it is called");
        var listed = (await server.Owner.Get($"/api/projects/{project.Id}/snapshots")).Expect(200).Items;
        listed.Count.ShouldBe(2);
        listed.Select(s => s.GetProperty("id").GetString()).ShouldContain(first.Text("id"));
        (await server.All($"SELECT manifest FROM snapshot", r => JsonElement.Parse(r.Text(0)).GetProperty("rowsSha256").GetString())).Distinct().Count().ShouldBe(1);
        (await server.Owner.Post($"/api/projects/{project.Id}/snapshots", new { name = new string('x', 121) })).Expect(400, "invalid").FaultPaths.ShouldBe(["/name"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_snapshot_that_nobody_named_is_called_after_its_project_and_the_day(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var day = DateTimeOffset.FromUnixTimeMilliseconds((await project.Freeze(name: "v1")).Number("createdAt")).ToString("d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture);
        (await server.Owner.Post($"/api/projects/{project.Id}/snapshots", new { })).Expect(201).Text("name").ShouldBe($"Support, {day}");
        (await server.Owner.Post($"/api/projects/{project.Id}/snapshots", new { name = "  " })).Expect(201).Text("name").ShouldBe($"Support, {day}, 2nd");
        (await project.Freeze()).Text("name").ShouldBe($"Support, {day}, 3rd");
        (await server.Owner.Get("/api/jobs?limit=1")).Items[0].GetProperty("title").GetString().ShouldBe($"Support, {day}, 3rd");
        // A long name is cut, never the day.
        (await server.Owner.Patch($"/api/projects/{project.Id}", new { name = new string('n', 120) })).Expect(204);
        var name = (await project.Freeze()).Text("name");
        (name.Length <= 120, name.EndsWith($"nn…, {day}", StringComparison.Ordinal)).ShouldBe((true, true));
        // Nor is a character cut in two, wherever the cut falls.
        foreach (var before in (string[])["", "a"])
        {
            (await server.Owner.Patch($"/api/projects/{project.Id}", new { name = before + string.Concat(Enumerable.Repeat("🐋", 59)) })).Expect(204);
            name = (await project.Freeze()).Text("name");
            (name.Length <= 120, name.EndsWith($"🐋…, {day}", StringComparison.Ordinal)).ShouldBe((true, true), name);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_models_said_is_counted_apart_from_what_people_said(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 3);
        await project.Label(await server.Join("annotator"), "billing");
        (await server.Owner.Upload($"/api/projects/{project.Id}/labels?as=prediction&author=net&fileName=p.csv", "id,topic\nt1,billing\nt2,technical\n")).Expect(200).Number("added").ShouldBe(2);
        var frozen = (await server.Owner.Post($"/api/projects/{project.Id}/snapshots", new { name = "v1" })).Expect(201);
        static (long, long) Counts(JsonElement of) => (of.GetProperty("answers").GetInt64(), of.GetProperty("predictions").GetInt64());
        Counts(frozen.Json).ShouldBe((1, 2));
        Counts((await server.Owner.Get($"/api/snapshots/{frozen.Text("id")}")).Expect(200).Json).ShouldBe((1, 2));
        Counts((await server.Owner.Get($"/api/projects/{project.Id}/snapshots")).Expect(200).Items.Single()).ShouldBe((1, 2));
        Counts((await server.Owner.Get("/api/jobs?limit=1")).Items[0].GetProperty("figures")).ShouldBe((1, 2));
        // What was frozen before anybody counted them apart says so, and keeps its hash.
        await server.Db.Write(null, async s => await s.Run($"""
            INSERT INTO snapshot (id, workspace, project, name, hash, manifest, rows, answers, method, created, by_member)
            SELECT 'older', workspace, project, 'older', hash, manifest, rows, answers, method, created, by_member FROM snapshot WHERE id = {frozen.Text("id")}
            """, "/Features/Exchange/Test.cs"));
        var older = (await server.Owner.Get($"/api/projects/{project.Id}/snapshots")).Expect(200).Items.Single(i => i.GetProperty("id").GetString() == "older");
        (older.GetProperty("answers").GetInt64(), older.GetProperty("predictions").ValueKind).ShouldBe((3, JsonValueKind.Null));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_comes_out_as_csv_goes_in_again_with_every_text_as_it_was(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Labelled(server);
        var exported = await project.Export("csv", "resolutions");
        exported.Headers["Content-Disposition"].ShouldContain("support-");
        exported.Headers["Content-Disposition"].ShouldContain("resolutions.csv");
        var again = (await server.Owner.Post("/api/datasets", new { name = "again" })).Text("id");
        var done = (await server.Owner.Upload($"/api/datasets/{again}/imports?format=csv&text=text&idColumn=externalId", exported.Bytes)).Expect(200);
        done.Number("imported").ShouldBe(5, exported.Body + done.Body);
        (await server.Owner.Get($"/api/datasets/{again}/items")).Items.Select(i => i.GetProperty("text").GetString()).ShouldBe(Hostile);
        (await project.Export("jsonl", "resolutions")).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonElement.Parse(l).GetProperty("item").GetProperty("text").GetString()).ShouldBe(Hostile);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_answer_comes_out_with_its_author_and_what_is_believed_with_its_confidence(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Labelled(server);
        var answers = (await project.Export("csv", "answers")).Body;
        answers.ShouldContain("\"Ada, \"\"the\"\" 👩 annotator\"");
        var rows = (await project.Export("jsonl", "answers")).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).Where(r => r.TryGetProperty("externalId", out _)).ToList();
        rows.Count.ShouldBe(5);
        rows[0].GetRawText().ShouldContain("spam");
        rows.Count(r => r.GetProperty("answers").GetRawText().Contains("\"billing\"", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Wrong_formats_and_ids_are_refused(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var id = (await project.Freeze()).Text("id");
        (await server.Owner.Post($"/api/snapshots/{id}/exports", new { format = "votes", what = "everything", filter = "[{}]" })).Expect(400, "invalid")
            .FaultPaths.ShouldBe(["/format", "/what", "/filter/0"]);
        var stranger = await server.Stranger();
        var theirs = await Project.Make(server, by: stranger);
        foreach (var other in (string[])[(await theirs.Freeze(stranger)).Text("id"), Nobodys])
            (await server.Owner.Post($"/api/snapshots/{other}/exports", new { })).Expect(404, "not_found");
        foreach (var other in (string[])[theirs.Id, Nobodys])
        {
            (await server.Owner.Post($"/api/projects/{other}/snapshots", new { name = "x" })).Expect(404, "not_found");
            (await server.Owner.Get($"/api/projects/{other}/snapshots")).Expect(404, "not_found");
        }
    }
}
