using System.Reflection;
using System.Text.Json;
using Groundwork.Server.Features.Events;
using Groundwork.Server.Hosting;
using Groundwork.Storage;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Groundwork.Server.Tests.Invariants;

/// <summary>What is sent twice under one key is made once, whatever it makes; the second reply is the first.</summary>
public class CreatesOnceTests
{
    const string Key = "one-key-for-one-thing";

    /// <summary>Routes that make something and take no key, each with what stands in for it.</summary>
    static readonly Dictionary<string, string> Without = new(StringComparer.Ordinal)
    {
        ["POST /api/uploads"] = "tus has its own way: an upload that nobody goes on with expires",
    };

    [Fact]
    public async Task Every_route_that_creates_takes_an_idempotency_key()
    {
        await using var server = await TestServer.Start(Engine.Sqlite);
        var creating = ((IEndpointRouteBuilder)server.App).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<SliceName>() is not null && e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("POST") && e.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Any(p => p.StatusCode is 201 or 202))
            .Select(e => (Route: $"{e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]} {e.RoutePattern.RawText}", Method: e.Metadata.GetMetadata<MethodInfo>()!)).ToList();
        creating.Count.ShouldBeGreaterThan(15);
        creating.Where(e => !e.Method.GetParameters().Any(p => p.GetCustomAttribute<FromHeaderAttribute>()?.Name == "Idempotency-Key")).Select(e => e.Route)
            .Order(StringComparer.Ordinal).ShouldBe(Without.Keys.Order(StringComparer.Ordinal));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_same_request_ten_times_at_once_makes_one_thing(Engine engine)
    {
        await using var server = await TestServer.Start(engine, change: s => s with { OutboundAllow = ["127.0.0.1"] });
        var project = await Project.Make(server, ontology: Project.Ontology(Project.Choice("mood", ["good", "bad"])));
        var task = await project.TaskId();
        var frozen = (await project.Freeze()).Text("id");
        async Task Check(string path, object body, object other, string table, string id = "id")
        {
            var before = await Rows(server, table);
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.Owner.Post(path, body, ("Idempotency-Key", Key + path))));
            answers.ShouldAllBe(a => a.Status == 200 || a.Status == 201 || a.Status == 202, path);
            answers.Select(a => a.Text(id)).Distinct(StringComparer.Ordinal).Count().ShouldBe(1, path);
            (await server.Owner.Post(path, body, ("Idempotency-Key", Key + path))).Text(id).ShouldBe(answers[0].Text(id));
            (await Rows(server, table)).ShouldBe(before + 1, path);
            (await server.Owner.Post(path, other, ("Idempotency-Key", Key + path))).Expect(422, "key_reused");
            (await server.Owner.Post(path, body, ("Idempotency-Key", "short"))).Expect(400, "invalid").FaultPaths.ShouldBe(["/headers/Idempotency-Key"]);
            (await Rows(server, table)).ShouldBe(before + 1, path);
        }

        await Check("/api/datasets", new { name = "Letters" }, new { name = "Cards" }, "dataset");
        await Check("/api/projects", new { name = "Again", datasetId = project.Dataset, ontology = Project.Topics }, new { name = "Other", datasetId = project.Dataset, ontology = Project.Topics }, "project");
        await Check($"/api/projects/{project.Id}/batches", new { name = "First" }, new { name = "Second" }, "batch");
        await Check("/api/views", new { on = $"project:{project.Id}", name = "Mine" }, new { on = $"project:{project.Id}", name = "Yours" }, "saved_view");
        await Check($"/api/tasks/{task}/issues", new { text = "Look here." }, new { text = "And there." }, "issue");
        var thread = (await server.Owner.Post($"/api/tasks/{task}/issues", new { text = "Look here too." })).Expect(201).Text("id");
        await Check($"/api/issues/{thread}/comments", new { text = "Yes." }, new { text = "No." }, "issue_comment");
        await Check($"/api/projects/{project.Id}/snapshots", new { name = "Once" }, new { name = "Twice" }, "snapshot");
        await Check($"/api/snapshots/{frozen}/exports", new { format = "csv" }, new { format = "jsonl" }, "job");
        await Check($"/api/projects/{project.Id}/migrations", new { incomplete = true }, new { incomplete = false }, "answer_migration");
        await Check("/api/invitations", new { name = "Ada", role = "annotator" }, new { name = "Eve", role = "annotator" }, "member", "memberId");
        await Check("/api/keys", new { name = "script" }, new { name = "other script" }, "api_key");
        var hook = new { name = "Receiver", url = "http://127.0.0.1:49151/hook", events = new[] { "project.created" } };
        await Check("/api/webhooks", hook, hook with { name = "Another" }, "webhook");
        var upload = await server.Owner.SendFile(JsonSerializer.SerializeToUtf8Bytes(new { id = "u1", text = "Uploaded" }));
        await Check("/api/imports", new { datasetId = project.Dataset, uploads = new[] { new { id = upload } } }, new { datasetName = "Elsewhere", uploads = new[] { new { id = upload } } }, "import", "importId");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Files_that_are_sent_again_under_their_key_are_taken_in_once(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, ontology: Project.Topics);
        var exported = (await project.Export("jsonl", "answers")).Bytes;
        async Task Check(string path, byte[] file, string table, string id)
        {
            var before = await Rows(server, table);
            var first = await Send(server.Owner, path, file, Key + table);
            first.Status.ShouldBeOneOf([200, 202], first.Body);
            (await Send(server.Owner, path, file, Key + table)).Text(id).ShouldBe(first.Text(id), path);
            (await Rows(server, table)).ShouldBe(before + 1, path);
            (await Send(server.Owner, path, [.. file, (byte)'\n', (byte)'x'], Key + table)).Expect(422, "key_reused");
        }

        await Check($"/api/datasets/{project.Dataset}/imports?format=jsonl", """{"id":"new","text":"One more"}"""u8.ToArray(), "import", "importId");
        await Check("/api/imports/votes?name=Votes", "worker,task,label\na,1,x\nb,1,y\n"u8.ToArray(), "project", "projectId");
        await Check("/api/imports/snapshot?name=Restored&fileName=r.jsonl", exported, "job", "id");
        var labels = $"/api/projects/{project.Id}/labels?as=prediction&author=net&fileName=p.csv";
        var added = (await Send(server.Owner, labels, "id,topic\nt1,billing\n"u8.ToArray(), Key)).Expect(200);
        added.Number("added").ShouldBe(1);
        (await Send(server.Owner, labels, "id,topic\nt1,billing\n"u8.ToArray(), Key)).Expect(200).Body.ShouldBe(added.Body);
        (await Send(server.Owner, labels, "id,topic\nt1,technical\n"u8.ToArray(), Key)).Expect(422, "key_reused");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_secret_that_got_lost_is_made_anew_for_the_same_key_and_the_lost_one_opens_nothing(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var lost = (await server.Owner.Post("/api/keys", new { name = "k" }, ("Idempotency-Key", Key))).Expect(201);
        var found = (await server.Owner.Post("/api/keys", new { name = "k" }, ("Idempotency-Key", Key))).Expect(201);
        found.Text("key").ShouldNotBe(lost.Text("key"));
        (await server.ByKey(lost.Text("key")).Get("/api/session")).Expect(401);
        (await server.ByKey(found.Text("key")).Get("/api/session")).Expect(200);
        (await server.Owner.Post("/api/keys", new { name = "k" }, ("Idempotency-Key", Key))).Expect(409, "key_in_use");
        (await server.ByKey(found.Text("key")).Get("/api/session")).Expect(200);
        (await server.Count($"SELECT count(*) FROM reply WHERE CAST(body AS TEXT) LIKE {"%gwk_%"} OR CAST(body AS TEXT) LIKE {"%gwl_%"}")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_refused_is_not_kept_and_replies_are_forgotten_after_a_month(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var first = (await server.Owner.Post("/api/datasets", new { name = "Taken" })).Expect(201).Text("id");
        (await server.Owner.Post("/api/datasets", new { name = "Taken" }, ("Idempotency-Key", Key))).Expect(409);
        (await server.Owner.Delete($"/api/datasets/{first}")).Expect(200);
        (await server.Owner.Post("/api/datasets", new { name = "Taken" }, ("Idempotency-Key", Key))).Expect(201);
        server.Clock.Advance(TimeSpan.FromDays(29));
        await Sweep(server);
        (await Rows(server, "reply")).ShouldBe(1);
        server.Clock.Advance(TimeSpan.FromDays(2));
        await Poll.Until(async () => { await Sweep(server); return await Rows(server, "reply"); }, n => n == 0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_every_reader_has_heard_leaves_the_outbox_after_a_week_and_nothing_before(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        await project.Label(await server.Join("annotator"), "billing");
        await Poll.Until(() => server.Count($"SELECT count(*) FROM outbox o WHERE EXISTS (SELECT 1 FROM outbox_reader r WHERE r.name <> 'audit' AND (r.tx, r.seq) < (o.tx, o.seq))"), n => n == 0);
        var before = await Rows(server, "outbox");
        before.ShouldBeGreaterThan(0);
        await Sweep(server);
        (await Rows(server, "outbox")).ShouldBe(before);
        server.Clock.Advance(TimeSpan.FromDays(8));
        await project.Label(await server.Join("annotator", "Bob"), "billing");
        await Poll.Until(async () => { await Sweep(server); return await Rows(server, "outbox"); }, n => n < before);
        (await server.Count($"SELECT count(*) FROM outbox WHERE kind = 'annotation.submitted'")).ShouldBe(1);
    }

    static Task Sweep(TestServer server) => server.App.Services.GetServices<IBackgroundTask>().OfType<SweepEvents>().Single().Round(default);

    static async Task<long> Rows(TestServer server, string table)
    {
        var counted = new Sql(0, 0);
        counted.AppendLiteral($"SELECT count(*) FROM {table}");
        return await server.Count(counted);
    }

    static Task<Answer> Send(Client by, string path, byte[] file, string key) =>
        by.Send(HttpMethod.Post, path, new ByteArrayContent(file) { Headers = { ContentType = new("application/octet-stream") } }, ("Idempotency-Key", key));
}
