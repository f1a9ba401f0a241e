using System.Text;
using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Exchange;

/// <summary>RestoreSnapshot: what was exported comes in again as the same, to the last byte.</summary>
public class RestoreSnapshotTests
{
    static readonly object Questions = new
    {
        version = 1,
        classes = new[] { new { name = "place", title = "Place", geometry = new[] { "span" } }, new { name = "person", title = "Person", geometry = new[] { "span" } } },
        relations = new[] { new { name = "lives_in", title = "Lives in" } },
        questions = new object[]
        {
            new { name = "topic", title = "Topic", kind = "choice", required = true, options = new[] { new { name = "a", title = "A" }, new { name = "b", title = "B" } } },
            new { name = "tags", title = "Tags", kind = "multichoice", options = new[] { new { name = "x", title = "X" }, new { name = "y", title = "Y" } } },
            new { name = "note", title = "Note", kind = "text" }, new { name = "price", title = "Price", kind = "number" },
        },
    };

    static object Span(string id, string name, int start, int end) => new Dictionary<string, object> { ["id"] = id, ["class"] = name, ["geometry"] = new { type = "span", start, end } };

    static object Says(string topic, object[] objects, object? more = null) => new
    {
        version = 1, objects, relations = objects.Length > 1 ? new object[] { new { from = "o1", to = "o2", type = "lives_in" } } : [],
        answers = more ?? new { topic, note = "‮nirts 👩‍👩‍👧 \"q\"", price = 0.1 },
    };

    /// <summary>Texts of two sources, split, several answers that differ, a correction, a known answer, a prediction, one left alone and one cancelled.</summary>
    static async Task<Project> Worked(TestServer server)
    {
        var project = await Project.Make(server, tasks: 0, redundancy: 3, method: "dawid-skene", ontology: Questions);
        foreach (var (from, licence) in (List<(int, string)>)[(1, "CC0-1.0"), (4, "MIT")])
            (await server.Owner.Upload($"/api/datasets/{project.Dataset}/imports?format=jsonl&fileName=m{from}.jsonl&source=Desk&licence={licence}", string.Concat(Enumerable.Range(from, 3)
                .Select(n => $"{{\"id\":\"t{n}\",\"text\":\"Ada 👩 lives in Rome, number {n}\",\"split\":\"train\",\"serial\":1234567890123456789}}\n")))).Expect(200);
        await Poll.Until(async () => (await server.Owner.Get($"/api/projects/{project.Id}")).Number("progress.tasks"), n => n == 6);
        var people = new List<Client> { await server.Join("annotator", "Ada \"1\""), await server.Join("annotator", "Bob"), await server.Join("annotator", "Bob") };
        for (var task = 0; task < 4; task++)
            for (var who = 0; who < (task == 3 ? 1 : 3); who++)
            {
                var lease = await project.Lease(people[who]);
                var objects = new[] { Span("o1", "person", 0, 3), Span("o2", who == 2 && task == 1 ? "person" : "place", 15, task == 2 ? 17 + who : 19) };
                (await Project.Submit(people[who], lease, Says(task == 1 && who == 0 ? "b" : "a", who == 1 && task == 2 ? [objects[0]] : objects))).Expect(201);
                if (who == 1 && task == 0)
                    (await people[who].Post($"/api/assignments/{lease}/submit", new { document = Says("b", objects, new { topic = "b", tags = new[] { "y" } }), activeMs = 5, revises = 1 },
                        ("Idempotency-Key", Guid.NewGuid().ToString()))).Expect(201);
            }
        // A reviewer settles one of them their own way.
        await project.Reviewed(("Look", 1, "reviewers"));
        var rea = await server.Join("reviewer", "Rea");
        await Poll.Until(async () => (await project.Waiting(rea)).Items.Count, n => n == 3);
        (await rea.Settle((await project.Waiting(rea)).Items[0].GetProperty("taskId").GetString()!, "correct", Says("b", [Span("r1", "place", 15, 19)]))).Expect(201).Text("state").ShouldBe("completed");
        (await server.Owner.Upload($"/api/projects/{project.Id}/labels?as=gold&fileName=g.csv", "id,topic\nt2,b\n")).Expect(200);
        (await server.Owner.Upload($"/api/projects/{project.Id}/labels?as=prediction&fileName=p.csv", "id,author,topic\nt5,net-1,a\n")).Expect(200);
        (await server.Owner.Post($"/api/projects/{project.Id}/tasks/change", new { ids = new[] { await project.TaskId(6) }, cancel = true })).Expect(200);
        return project;
    }

    static async Task<string> Restored(Client by, byte[] file, string name)
    {
        var job = (await by.Upload($"/api/imports/snapshot?name={Uri.EscapeDataString(name)}&fileName=native.jsonl", file)).Expect(202);
        var ended = await Project.Ended(by, job.Text("id"));
        ended.Text("state").ShouldBe("done", ended.Body);
        return ended.Text("made");
    }

    static string Rows(byte[] export) => string.Join('\n', Encoding.UTF8.GetString(export).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l[l.IndexOf("\"ordinal\":", StringComparison.Ordinal)..]));

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_exported_comes_in_again_anywhere_with_the_identical_hash(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Worked(server);
        var frozen = await project.Freeze();
        var export = await project.Download(frozen.Text("id"), "jsonl", "answers");
        export.Body.ShouldContain("\"support\":{");
        export.Body.Split('\n').Where(l => l.Contains("\"review\":{", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("\"id\":\"r1\"");
        export.Body.ShouldContain("\"known\":{\"topic\":\"b\"}");
        export.Body.ShouldContain("\"kind\":\"model\"");
        var stranger = await server.Stranger();
        foreach (var by in (Client[])[server.Owner, stranger])
        {
            var made = new Project(server, await Restored(by, export.Bytes, "Again"), "");
            var again = await made.Freeze(by);
            var job = (await by.Post($"/api/snapshots/{again.Text("id")}/exports", new { })).Expect(202).Text("id");
            Rows((await by.Get($"/api/exports/{job}/file")).Expect(200).Bytes).ShouldBe(Rows(export.Bytes));
            again.Text("hash").ShouldBe(frozen.Text("hash"));
            (again.Number("rows"), again.Number("answers")).ShouldBe((frozen.Number("rows"), frozen.Number("answers")));
            // It is a project like any other: exact in its counters, and people go on with what is left.
            await Ledger.IsExact(server, made.Id);
            var seen = (await by.Get($"/api/projects/{made.Id}")).Expect(200);
            (seen.Number("progress.tasks"), seen.Text("name")).ShouldBe((frozen.Number("rows"), "Again"));
            (await by.Get($"/api/projects/{made.Id}/tasks?limit=100")).Items.Select(t => t.GetProperty("state").GetString()).Distinct().ShouldContain("available");
        }
        // Nobody who can sign in is made, and nobody's own answers are added to.
        (await server.Count($"SELECT count(*) FROM member WHERE origin IS NOT NULL AND kind NOT IN ('external', 'model')")).ShouldBe(0);
        (await server.Count($"SELECT count(*) FROM annotation a JOIN member m ON m.id = a.author WHERE a.origin IS NOT NULL AND m.origin IS NULL")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_restore_that_was_cut_off_goes_on_and_adds_nothing_twice(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 350);
        var ada = await server.Join("annotator");
        for (var i = 0; i < 3; i++)
            await project.Label(ada, "billing");
        var frozen = await project.Freeze();
        var export = await project.Download(frozen.Text("id"), "jsonl", "answers");
        var made = await Restored(server.Owner, export.Bytes, "Cut");
        // As if it had been killed after its second chunk: rows of the third are not there yet, and its node holds it no more.
        var job = (await server.Owner.Get("/api/jobs")).Items.Select(j => j.GetProperty("id").GetString()!).First();
        await server.Change("Work", $"DELETE FROM task WHERE project = {made} AND ordinal > 200");
        await server.Change("Data", $"DELETE FROM item WHERE ordinal > 200 AND dataset = (SELECT dataset FROM project WHERE id = {made})");
        await server.Change("Data", $"UPDATE dataset SET next_ordinal = 201 WHERE id = (SELECT dataset FROM project WHERE id = {made})");
        // Last, or what the import's end raised would make tasks of items that are still to go.
        await server.Change("Work", $"UPDATE feed SET item_ordinal = 200, task_ordinal = 200 WHERE project = {made}");
        var (dataset, import) = ((await server.All($"SELECT dataset FROM project WHERE id = {made}", r => r.Text(0))).Single(), (await server.All($"SELECT i.import FROM item i JOIN project p ON p.dataset = i.dataset WHERE p.id = {made} LIMIT 1", r => r.Text(0))).Single());
        var provenance = JsonElement.Parse(export.Body.Split('\n')[0]).GetProperty("provenance");
        string? Of(string name) => provenance.TryGetProperty(name, out var value) ? value.GetString() : null;
        var key = JsonSerializer.Serialize((string?[])[Of("importId"), Of("source"), Of("licence"), Of("consent"), Of("collected")]);
        var place = JsonSerializer.Serialize(new { Dataset = dataset, Project = made, Imports = new Dictionary<string, string> { [key] = import }, Rows = 200, Answers = 3 });
        await server.Change("Jobs", $"UPDATE job SET state = 'running', ended = NULL, made = NULL, place = {new Groundwork.Storage.Json(place)}, done = 200, held_until = 0 WHERE id = {job}");
        var ended = await Project.Ended(server.Owner, job);
        ended.Text("state").ShouldBe("done", ended.Body);
        (await new Project(server, made, dataset).Freeze()).Text("hash").ShouldBe(frozen.Text("hash"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_file_that_is_not_whole_makes_nothing_and_all_that_is_wrong_is_said(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 3);
        var export = (await project.Export("jsonl", "answers")).Body;
        var lines = export.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        async Task Refused(string file, params string[] says)
        {
            var job = (await server.Owner.Upload("/api/imports/snapshot?name=Broken", file)).Expect(202);
            var ended = await Project.Ended(server.Owner, job.Text("id"));
            (ended.Text("state"), ended.Text("problem.title")).ShouldBe(("failed", "The file is no whole native export."));
            foreach (var each in says)
                ended.Text("problem.detail").ShouldContain(each);
        }
        await Refused("", "It has no lines.");
        await Refused(string.Join('\n', lines[1..]), "Line 1 has no manifest.");
        await Refused(string.Join('\n', lines[0], lines[2], lines[1], lines[2]), "Line 3: the tasks are not in their order");
        await Refused(string.Join('\n', lines[0], "{\"groundwork\":2}", "nonsense"), "Line 2:", "Line 3:");
        await Refused(export.Replace("\"method\":\"majority\",\"ontology\"", "\"method\":\"oracle\",\"ontology\"", StringComparison.Ordinal), "no truth method \"oracle\"");
        (await server.Count($"SELECT count(*) FROM project")).ShouldBe(1);
        (await server.Owner.Upload("/api/imports/snapshot?name=Support", export)).Expect(409, "name_taken");
        (await server.Owner.Upload("/api/imports/snapshot?name=%20", export)).Expect(400, "invalid").FaultPaths.ShouldBe(["/name"]);
        (await (await server.Join("annotator")).Upload("/api/imports/snapshot?name=x", export)).Expect(403);
    }
}
