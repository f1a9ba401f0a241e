using System.Text.Json;
using Groundwork.Server.Features.Search;
using Groundwork.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Groundwork.Server.Tests.Features.Search;

/// <summary>ListTasks and ListTaskFields: each filter, pairs of them, each order, and that nothing is seen later than by a query of the database.</summary>
public class ListTasksTests
{
    sealed record Seen(long Ordinal, string State, string Batch, string Topic, string Why, double? Confidence, long Changed, long Priority, string Text, string[] People);

    // Tasks of every kind: answered by two who agree or not, taken, waiting, in batches, with priorities.
    static async Task<(Project, Client[])> Mixed(TestServer server)
    {
        var project = await Project.Make(server, tasks: 0, redundancy: 2);
        await Project.Import(server.Owner, project.Dataset, [.. Enumerable.Range(1, 24).Select(n => n % 3 == 0 ? $"Please refund number {n}" : n % 3 == 1 ? $"Réfunding is naïve {n}" : $"退款 {n}")]);
        await Poll.Until(async () => (await project.Tasks()).Items.Count, n => n == 24);
        Client[] people = [await server.Join("annotator", "Ada"), await server.Join("annotator", "Bob"), await server.Join("annotator", "Cyd")];
        string[][] says = [["billing", "technical", "other", "billing"], ["billing", "other", "other", "technical", "billing"], ["technical", "billing", "other"]];
        for (var i = 0; i < 9; i++)
            foreach (var (person, answers) in people.Zip(says))
                if (answers[i % answers.Length] is var topic)
                    await project.Label(person, topic, topic == "other" ? i % 2 == 0 ? "spam" : "greeting" : null);
        await project.Lease(people[0]);
        async Task Change(object change) => (await server.Owner.Post($"/api/projects/{project.Id}/tasks/change", change)).Expect(200);
        await Change(new { filter = new[] { new { field = "text", has = "refund" } }, batch = "Pilot" });
        await Change(new { ids = new[] { await project.TaskId(2), await project.TaskId(5) }, batch = "Rest", priority = 5 });
        await Change(new { ids = new[] { await project.TaskId(20) }, priority = -3, cancel = true });
        return (project, people);
    }

    static async Task<List<Seen>> Look(Project project)
    {
        var people = (await project.Server.All($"SELECT t.ordinal, a.author FROM annotation a JOIN task t ON t.id = a.task WHERE a.project = {project.Id}", r => (r.Long(0), r.Text(1))))
            .ToLookup(p => p.Item1, p => p.Item2);
        string Value(JsonElement task, string name) => task.GetProperty("value") is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out var v) ? v.GetString() ?? "" : "";
        return [.. (await project.Tasks()).Expect(200).Items.Select(t => new Seen(t.GetProperty("ordinal").GetInt64(), t.GetProperty("state").GetString()!, t.GetProperty("batch").GetString() ?? "",
            Value(t, "topic"), Value(t, "why"), t.GetProperty("confidence") is { ValueKind: JsonValueKind.Number } c ? c.GetDouble() : null, t.GetProperty("changedAt").GetInt64(),
            t.GetProperty("priority").GetInt64(), t.GetProperty("text").GetString()!, [.. people[t.GetProperty("ordinal").GetInt64()]]))];
    }

    static (object Condition, Func<Seen, bool> Holds)[] Conditions(Client[] people, List<Seen> all)
    {
        var middle = all.Select(t => t.Changed).Order().ElementAt(all.Count / 2);
        return
        [
            (new { field = "state", @is = new[] { "completed", "leased" } }, t => t.State is "completed" or "leased"),
            (new { field = "state", not = new[] { "available" } }, t => t.State != "available"),
            (new { field = "batch", @is = new[] { "Pilot" } }, t => t.Batch == "Pilot"),
            (new { field = "batch", @is = new[] { "", "Rest" } }, t => t.Batch is "" or "Rest"),
            (new { field = "class", @is = new[] { "billing", "technical" } }, t => t.Topic is "billing" or "technical"),
            (new { field = "class", @is = new[] { "why=spam" } }, t => t.Why == "spam"),
            (new { field = "class", not = new[] { "" } }, t => t.Topic != ""),
            (new { field = "confidence", below = 0.8 }, t => t.Confidence < 0.8),
            (new { field = "confidence", above = 0.5 }, t => t.Confidence > 0.5),
            (new { field = "person", @is = new[] { people[0].Member } }, t => t.People.Contains(people[0].Member)),
            (new { field = "person", not = new[] { people[1].Member, people[2].Member } }, t => !t.People.Contains(people[1].Member) && !t.People.Contains(people[2].Member)),
            (new { field = "changed", from = middle, to = middle + 1_000_000 }, t => t.Changed >= middle && t.Changed < middle + 1_000_000),
            (new { field = "priority", above = 0 }, t => t.Priority > 0),
            (new { field = "text", has = "ref" }, t => t.Text.Contains("refund", StringComparison.Ordinal)),
            (new { field = "text", has = "NAI\u0308VE re\u0301fund" }, t => t.Text.Contains("naïve", StringComparison.Ordinal)),
            (new { field = "text", has = "款" }, t => t.Text.Contains('款', StringComparison.Ordinal)),
        ];
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Each_filter_and_each_pair_finds_what_looking_finds(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (project, people) = await Mixed(server);
        var all = await Look(project);
        all.Select(t => t.State).Distinct().Count().ShouldBeGreaterThanOrEqualTo(4);
        var conditions = Conditions(people, all);
        foreach (var (first, holds) in conditions)
        {
            var found = await project.Tasks(Table.Filter(first));
            found.Ordinals().ShouldBe(all.Where(holds).Select(t => t.Ordinal), Table.Filter(first));
            (found.Number("count"), found["exact"].GetBoolean()).ShouldBe((all.Count(holds), true));
            all.Count(holds).ShouldBeInRange(1, 23, Table.Filter(first));
            foreach (var (second, also) in conditions)
                (await project.Tasks(Table.Filter(first, second))).Ordinals().ShouldBe(all.Where(t => holds(t) && also(t)).Select(t => t.Ordinal), Table.Filter(first, second));
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Each_order_holds_from_page_to_page(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (project, _) = await Mixed(server);
        var all = await Look(project);
        string[] states = ["available", "leased", "answered", "disputed", "completed", "cancelled"];
        (string Sort, Func<Seen, IComparable?> Key)[] orders =
        [
            ("ordinal", t => t.Ordinal), ("confidence", t => t.Confidence), ("changed", t => t.Changed), ("priority", t => t.Priority), ("state", t => Array.IndexOf(states, t.State)),
        ];
        foreach (var (sort, key) in orders)
            foreach (var limit in (int[])[1, 5, 24, 1000])
            {
                (await Table.AllOrdinals(server.Owner, $"/api/projects/{project.Id}/tasks", null, sort, limit)).ShouldBe(
                    all.OrderBy(t => key(t) is null).ThenBy(key).ThenBy(t => t.Ordinal).Select(t => t.Ordinal), sort);
                (await Table.AllOrdinals(server.Owner, $"/api/projects/{project.Id}/tasks", null, "-" + sort, limit)).ShouldBe(
                    all.OrderBy(t => key(t) is null).ThenByDescending(key).ThenBy(t => t.Ordinal).Select(t => t.Ordinal), "-" + sort);
            }
        foreach (var (sort, key) in orders)
            (await server.Owner.Get($"/api/projects/{project.Id}/tasks?sort=-{sort}&skip=7&limit=5")).Ordinals().ShouldBe(
                all.OrderBy(t => key(t) is null).ThenByDescending(key).ThenBy(t => t.Ordinal).Select(t => t.Ordinal).Skip(7).Take(5), sort);
        (await server.Owner.Get($"/api/projects/{project.Id}/tasks?skip=24")).Items.ShouldBeEmpty();
        foreach (var (query, path) in ((string, string)[])[("?skip=-1", "/skip"), ("?skip=3&after=2", "/skip"), ("?after=confidence.1.2", "/after"), ("?sort=confidence&after=7", "/after"), ("?after=x", "/after"), ("?sort=text", "/sort"),
            ("?filter=nonsense", "/filter"), ("?filter=" + Uri.EscapeDataString(Table.Filter(new { field = "state", below = 1 })), "/filter/0")])
            (await server.Owner.Get($"/api/projects/{project.Id}/tasks{query}")).Expect(400, "invalid").FaultPaths.ShouldBe([path]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Fields_count_under_the_other_conditions(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (project, people) = await Mixed(server);
        var all = await Look(project);
        Task<Answer> Fields(params object[] conditions) => server.Owner.Get($"/api/projects/{project.Id}/tasks/fields{Table.Query(Table.Filter(conditions))}");
        static Dictionary<string, long> Count(IEnumerable<string> values) => values.GroupBy(v => v).ToDictionary(g => g.Key, g => (long)g.Count());
        object completed = new { field = "state", @is = new[] { "completed" } }, byAda = new { field = "person", @is = new[] { people[0].Member } };
        var fields = await Fields(completed, byAda);
        var (done, hers) = (all.Where(t => t.State == "completed").ToList(), all.Where(t => t.People.Contains(people[0].Member)).ToList());
        var both = done.Intersect(hers).ToList();
        fields.Counts("state").ShouldBe(Count(hers.Select(t => t.State)), ignoreOrder: true);
        fields.Counts("person").ShouldBe(Count(done.SelectMany(t => t.People)), ignoreOrder: true);
        fields.Counts("batch").ShouldBe(Count(both.Select(t => t.Batch)), ignoreOrder: true);
        fields.Counts("class").ShouldBe(Count(both.Select(t => t.Topic).Concat(both.Where(t => t.Why != "").Select(t => "why=" + t.Why))), ignoreOrder: true);
        var confidence = fields["fields"].EnumerateArray().Single(f => f.GetProperty("name").GetString() == "confidence");
        (confidence.GetProperty("min").GetDouble(), confidence.GetProperty("max").GetDouble()).ShouldBe((both.Min(t => t.Confidence)!.Value, both.Max(t => t.Confidence)!.Value));
        fields["fields"].EnumerateArray().Select(f => f.GetProperty("name").GetString()).ShouldBe(["state", "batch", "class", "confidence", "person", "assigned", "changed", "priority", "text"]);
        fields["fields"].EnumerateArray().Single(f => f.GetProperty("name").GetString() == "person").GetProperty("values")[0].GetProperty("title").GetString().ShouldBeOneOf("Ada", "Bob", "Cyd");
        (await Fields(new { field = "nothing", @is = new[] { "x" } })).Expect(400, "invalid");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Tasks_are_found_by_the_classes_of_the_objects_that_people_marked(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        static object Class(string name) => new { name, title = name.ToUpperInvariant(), geometry = new[] { "span" } };
        var project = await Project.Make(server, tasks: 6, ontology: new { version = 1, classes = new[] { Class("car"), Class("dog"), Class("tree") }, relations = Array.Empty<object>(), questions = Array.Empty<object>() });
        var (ada, rea) = (await server.Join("annotator", "Ada"), await server.Join("reviewer", "Rea"));
        await project.Reviewed(("Look", 1, "reviewers"));
        static object Marks(params string[] classes) => new
        {
            version = 1,
            objects = classes.Select((name, i) => new { id = $"o{i + 1}", @class = name, geometry = new { type = "span", start = i, end = i + 1 }, attributes = new { } }),
            answers = new { },
        };
        var leases = new List<string>();
        foreach (var marks in (object[])[Marks("car"), Marks("car", "dog", "dog"), Marks(), Marks("car"), Marks("dog")])
        {
            leases.Add(await project.Lease(ada));
            (await Project.Submit(ada, leases[^1], marks)).Expect(201);
        }
        async Task<List<long>> Found(object condition) => (await project.Tasks(Table.Filter(condition))).Ordinals();
        Task<List<long>> Has(params string[] classes) => Found(new { field = "object", @is = classes });
        (await Has("car")).ShouldBe([1, 2, 4]);
        (await Has("dog")).ShouldBe([2, 5]);
        (await Has("car", "dog")).ShouldBe([1, 2, 4, 5]);
        (await Has("tree")).ShouldBeEmpty();
        (await Has("")).ShouldBe([3, 6]);
        (await Found(new { field = "object", not = new[] { "car" } })).ShouldBe([3, 5, 6]);
        (await project.Tasks(Table.Filter(new { field = "object", @is = new[] { "car" } }, new { field = "object", @is = new[] { "dog" } }))).Ordinals().ShouldBe([2]);

        // A correction takes the place of what was said, a verdict that of all answers, and what a model says is nobody's mark.
        (await ada.Post($"/api/assignments/{leases[3]}/submit", new { document = Marks("dog"), activeMs = 300, startedAt = 1, revises = 1 }, ("Idempotency-Key", Guid.NewGuid().ToString()))).Expect(201);
        (await rea.Settle(await project.TaskId(5), "correct", Marks("tree"))).Expect(201);
        (await server.Owner.Upload($"/api/projects/{project.Id}/labels?as=prediction&author=net&fileName=p.jsonl",
            """{"id":"t6","document":{"version":1,"objects":[{"id":"a","class":"car","geometry":{"type":"span","start":0,"end":1}}],"answers":{}}}""")).Expect(200);
        (await Has("car")).ShouldBe([1, 2]);
        (await Has("dog")).ShouldBe([2, 4]);
        (await Has("tree")).ShouldBe([5]);
        var fields = await server.Owner.Get($"/api/projects/{project.Id}/tasks/fields");
        fields.Counts("object").ShouldBe(new Dictionary<string, long> { ["car"] = 2, ["dog"] = 2, ["tree"] = 1, [""] = 2 }, ignoreOrder: true);
        fields["fields"].EnumerateArray().Single(f => f.GetProperty("name").GetString() == "object").GetProperty("values").EnumerateArray().Select(v => v.GetProperty("title").GetString()).Take(3).ShouldBe(["CAR", "DOG", "TREE"]);

        // Of answers that are older than the column their documents say it.
        var (from, to) = (await project.TaskId(2), await project.TaskId(3));
        await server.Db.Write(null, async s => await s.Run($"""
            INSERT INTO annotation (id, workspace, project, task, author, author_kind, revision, ontology_version, body, hash, submitted, late, counted, tx)
            SELECT 'older', workspace, project, {to}, author, author_kind, 2, ontology_version, body, hash, submitted, late, counted, {Dialect.Tx} FROM annotation
            WHERE task = {from} AND project = {project.Id}
            """, "/Features/Annotations/Test.cs"));
        server.App.Services.GetRequiredService<TableCache>().MostBytes = 1;
        // Looking at another project lets this one's table go.
        (await (await Project.Make(server, tasks: 1, name: "Other")).Tasks()).Ordinals().ShouldBe([1]);
        (await Has("car")).ShouldBe([1, 2, 3]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_acknowledged_is_in_the_next_list_however_many_work(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 60, redundancy: 3);
        var people = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => server.Join("annotator", $"Person {i}")));
        await Task.WhenAll(people.Select(async person =>
        {
            for (var n = 1; n <= 12; n++)
            {
                await project.Label(person, "billing");
                (await project.Tasks(Table.Filter(new { field = "person", @is = new[] { person.Member } }))).Number("count").ShouldBe(n);
            }
        }));
        var states = await server.All($"SELECT state, count(*) FROM task WHERE project = {project.Id} GROUP BY state", r => (r.Text(0), r.Long(1)));
        (await server.Owner.Get($"/api/projects/{project.Id}/tasks/fields")).Counts("state").ShouldBe(states.ToDictionary(s => s.Item1, s => s.Item2), ignoreOrder: true);
    }

    [Theory, OnPostgres]
    public async Task A_transaction_that_commits_late_is_seen_when_it_has(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 5);
        (await project.Tasks()).Number("count").ShouldBe(5);
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var late = server.Db.Write(null, async s =>
        {
            await s.Run($"UPDATE task SET priority = 7, tx = {Groundwork.Storage.Dialect.Tx} WHERE project = {project.Id} AND ordinal = 1", "/Features/Work/Test.cs");
            begun.TrySetResult();
            await go.Task;
        });
        await begun.Task;
        for (var i = 2; i <= 4; i++)
        {
            (await server.Owner.Post($"/api/projects/{project.Id}/tasks/change", new { ids = new[] { await project.TaskId(i) }, priority = 9 })).Expect(200);
            (await project.Tasks(Table.Filter(new { field = "priority", above = 0 }))).Ordinals().Count.ShouldBe(i - 1);
        }
        go.SetResult();
        await late;
        (await project.Tasks(Table.Filter(new { field = "priority", above = 0 }))).Ordinals().ShouldBe([1, 2, 3, 4]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Tables_that_do_not_fit_in_memory_are_read_again(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var projects = new List<Project>();
        for (var i = 0; i < 3; i++)
            projects.Add(await Project.Make(server, tasks: 3 + i, name: $"Project {i}"));
        server.App.Services.GetRequiredService<TableCache>().MostBytes = 1;
        for (var round = 0; round < 3; round++)
            foreach (var (project, i) in projects.Select((p, i) => (p, i)))
                (await project.Tasks(Table.Filter(new { field = "state", @is = new[] { "available" } }), "-ordinal")).Ordinals().ShouldBe(Enumerable.Range(1, 3 + i).Reverse().Select(o => (long)o));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Another_workspace_has_no_tables_here(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var stranger = await server.Stranger();
        var theirs = await Project.Make(server, by: stranger);
        (await theirs.Tasks(by: stranger)).Number("count").ShouldBe(3);
        foreach (var path in (string[])[$"projects/{theirs.Id}/tasks", $"projects/{theirs.Id}/tasks/fields", $"datasets/{theirs.Dataset}/items", $"datasets/{theirs.Dataset}/items/fields"])
            (await server.Owner.Get($"/api/{path}")).Expect(404, "not_found");
    }

    // CVE-2023-47117: Label Studio let a filter walk from a task to the fields of its users.
    [Theory, OnSqlite, OnPostgres]
    public async Task CVE_2023_47117_no_path_in_a_filter_leads_anywhere(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var random = new Groundwork.Core.Statistics.SeededRandom(47117);
        string[] parts = ["filter:tasks:", "updated_by__", "member", "api_key.", "hash", "workspace", "password", "author__", "item.payload", "external_id", "t.", "r.body", "' OR 1=1 --", "\"", ";", "$1", "{0}", "..", "%", "\\", "id", "ordinal", "tx"];
        string? shape = null;
        for (var i = 0; i < 10_000; i++)
        {
            var path = string.Concat(Enumerable.Range(0, 1 + random.NextInt(4)).Select(_ => parts[random.NextInt(parts.Length)]));
            var faults = new List<Groundwork.Core.Documents.Fault>();
            Groundwork.Core.Search.FilterReader.Read(Table.Filter(new Dictionary<string, object> { ["field"] = path, ["is"] = new[] { "a" } }), TaskFields.Declared, faults).ShouldBeNull();
            faults.ShouldHaveSingleItem();
            if (i % 100 > 0)
                continue;
            foreach (var list in (string[])[$"projects/{project.Id}/tasks", $"projects/{project.Id}/tasks/fields"])
            {
                var answer = (await server.Owner.Get($"/api/{list}{Table.Query(Table.Filter(new Dictionary<string, object> { ["field"] = path, ["is"] = new[] { "a" } }))}")).Expect(400, "invalid");
                var said = answer["faults"].GetRawText();
                (shape ??= said).ShouldBe(said);
            }
            (await server.Owner.Get($"/api/projects/{project.Id}/tasks?sort={Uri.EscapeDataString(path)}")).Status.ShouldBe(path is "ordinal" ? 200 : 400);
        }
        // Values are values: whatever stands in them, they only fail to be found.
        foreach (var value in parts)
            foreach (var field in (string[])["state", "batch", "class", "person"])
                (await project.Tasks(Table.Filter(new Dictionary<string, object> { ["field"] = field, ["is"] = new[] { value } }))).Number("count").ShouldBe(0);
    }
}
