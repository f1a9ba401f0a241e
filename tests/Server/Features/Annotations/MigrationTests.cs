using System.Text.Json;

namespace Groundwork.Server.Tests.Features.Annotations;

/// <summary>PreviewMigration, StartMigration, RunMigrations, ListMigrations and CancelMigration; and work in progress when the questions change.</summary>
public class MigrationTests
{
    // "topic" becomes "subject", "billing" and "technical" become "business"; "why" goes.
    static readonly object Subjects = Project.Ontology(Project.Choice("subject", ["business", "other"]));

    static readonly object[] Renames =
    [
        new { kind = "question", from = "topic", to = "subject" }, new { kind = "option", question = "topic", from = "billing", to = "business" },
        new { kind = "option", question = "topic", from = "technical", to = "business" },
    ];

    static async Task<Answer> Preview(Project project, object ontology, object[]? renames = null) =>
        (await project.Server.Owner.Post($"/api/projects/{project.Id}/ontology/preview", new { ontology, renames = renames ?? [] })).Expect(200);

    static Task<Answer> Start(Project project, object? ontology, object[]? renames = null, bool incomplete = false) =>
        project.Server.Owner.Post($"/api/projects/{project.Id}/migrations", new { ontology, renames, incomplete });

    static async Task<JsonElement> Done(Project project) => await Poll.Until(
        async () => (await project.Server.Owner.Get($"/api/projects/{project.Id}/migrations")).Expect(200).Items[0], m => m.GetProperty("state").GetString() != "running");

    static long[] Figures(JsonElement m) => [.. new[] { "looked", "changed", "lost", "kept" }.Select(n => m.GetProperty(n).GetInt64())];

    static Task<Answer> Submit(Client by, string lease, object document, long version) =>
        by.Post($"/api/assignments/{lease}/submit", new { document, ontologyVersion = version }, ("Idempotency-Key", Guid.NewGuid().ToString()));

    [Theory, OnSqlite, OnPostgres]
    public async Task Answers_follow_their_questions_as_new_revisions_and_are_resolved_anew(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 4, redundancy: 2);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        foreach (var (topic, why) in ((string, string?)[])[("billing", null), ("technical", null), ("other", "spam"), ("other", "greeting")])
            await project.Label(ada, topic, why);
        foreach (var (topic, why) in ((string, string?)[])[("technical", null), ("technical", null), ("other", "spam"), ("billing", null)])
            await project.Label(bob, topic, why);
        (await project.See(1)).Text("state").ShouldBe("disputed");
        var preview = await Preview(project, Subjects, Renames);
        (preview.Number("total"), preview.Number("looked"), preview.Number("same"), preview.Number("changed"), preview.Number("losing"), preview.Number("lacking")).ShouldBe((8, 8, 0, 5, 3, 0));
        preview.ItemsOf("examples").Count.ShouldBe(8);
        preview.ItemsOf("examples").First(e => e.GetProperty("lost").GetArrayLength() > 0).GetProperty("lost")[0].ToString().ShouldBe("""{"path":"/answers/why","why":"removed"}""");
        preview.ItemsOf("differences").Count.ShouldBe(3);
        (await server.Count($"SELECT count(*) FROM annotation WHERE parent IS NOT NULL")).ShouldBe(0);
        (await Start(project, Subjects, Renames)).Expect(201).Number("version").ShouldBe(2);
        Figures(await Done(project)).ShouldBe([8, 8, 3, 0]);
        (await server.Count($"SELECT count(*) FROM annotation n JOIN annotation a ON a.id = n.parent WHERE n.author = a.author AND n.author_kind = a.author_kind AND n.submitted = a.submitted AND n.ontology_version = 2 AND n.revision = 2")).ShouldBe(8);
        var seen = await project.See(1);
        // What was disputed before is one and the same word now.
        (seen.Text("state"), seen["resolution"].GetProperty("questions").GetProperty("subject").GetProperty("value").GetString()).ShouldBe(("completed", "business"));
        seen.ItemsOf("answers").Select(a => a.GetProperty("document").GetProperty("answers").ToString()).ShouldAllBe(a => a == """{"subject":"business"}""");
        (await project.See(4)).Text("state").ShouldBe("disputed");
        (await server.Count($"SELECT count(*) FROM audit_leaf WHERE action = 'annotation.migrated'")).ShouldBe(8);
        await Ledger.IsExact(server, project.Id);
        (await project.Export("csv", "answers")).Body.ShouldContain("business");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_lacks_a_required_answer_stays_unless_it_is_wanted_all_the_same(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 3);
        var ada = await server.Join("annotator");
        for (var i = 0; i < 3; i++)
            await project.Label(ada, "billing");
        var asking = Project.Ontology(Project.Choice("subject", ["billing", "technical", "other"]), Project.Choice("mood", ["good", "bad"]));
        object[] renames = [new { kind = "question", from = "topic", to = "subject" }];
        (await Preview(project, asking, renames)).Number("lacking").ShouldBe(3);
        (await Start(project, asking, renames)).Expect(201);
        Figures(await Done(project)).ShouldBe([3, 0, 0, 3]);
        (await Start(project, null, incomplete: true)).Expect(201).Number("version").ShouldBe(2);
        Figures(await Done(project)).ShouldBe([3, 3, 0, 0]);
        (await Start(project, null, incomplete: true)).Expect(201);
        Figures(await Done(project)).ShouldBe([0, 0, 0, 0]);
        (await server.Count($"SELECT count(*) FROM annotation")).ShouldBe(6);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Work_in_progress_is_taken_as_it_is_and_follows_if_nothing_is_lost(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 5, redundancy: 2);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        var (open, drafted) = (await project.Lease(ada), await project.Lease(bob));
        (await bob.Post($"/api/assignments/{drafted}/drafts", new { from = 0, ontologyVersion = 1, changes = new[] { new { put = new Dictionary<string, object> { ["answers/topic"] = new { before = (string?)null, after = "technical" } } } } })).Expect(200);
        (await server.Owner.Put($"/api/projects/{project.Id}/ontology", new { ontology = Subjects, renames = Renames, basedOn = 1 })).Expect(200).Number("version").ShouldBe(2);
        (await Submit(ada, open, Project.Document("billing"), 1)).Expect(201).Number("ontologyVersion").ShouldBe(2);
        (await project.See(1)).ItemsOf("answers")[0].GetProperty("document").GetProperty("answers").ToString().ShouldBe("""{"subject":"business"}""");
        // Bob goes on with the questions that he began with.
        var resumed = await project.Take(bob);
        (resumed.Number("ontologyVersion"), resumed.Number("currentVersion"), resumed.Text("assignment.id")).ShouldBe((1, 2, drafted));
        resumed["ontology"].GetProperty("questions")[0].GetProperty("name").GetString().ShouldBe("topic");
        resumed["draft"].GetProperty("document").GetProperty("answers").GetProperty("topic").GetString().ShouldBe("technical");
        // What would lose something is kept as it was said.
        (await Submit(bob, drafted, Project.Document("other", "spam"), 1)).Expect(201).Number("ontologyVersion").ShouldBe(1);
        (await project.See(1)).ItemsOf("answers").Count.ShouldBe(2);
        var fresh = await project.Take(ada);
        (fresh.Number("ontologyVersion"), fresh.Number("currentVersion")).ShouldBe((2, 2));
        (await Submit(ada, fresh.Text("assignment.id"), Project.Document("billing"), 2)).Expect(400, "invalid");
        (await Submit(ada, fresh.Text("assignment.id"), new { version = 1, answers = new { subject = "other" } }, 2)).Expect(201).Number("ontologyVersion").ShouldBe(2);
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_migration_goes_on_where_it_was_and_can_be_stopped(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 120);
        var ada = await server.Join("annotator");
        for (var i = 0; i < 60; i++)
            await project.Label(ada, "billing");
        (await Start(project, Subjects, Renames)).Expect(201);
        (await Start(project, Subjects, Renames)).Status.ShouldBeOneOf(400, 409);
        await server.Restart();
        // A node that died holds it for a while.
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        var ended = await Poll.Until(async () => (await server.Owner.Get($"/api/projects/{project.Id}/migrations")).Expect(200).Items[0], m => m.GetProperty("state").GetString() == "done");
        Figures(ended).ShouldBe([60, 60, 0, 0]);
        (await server.Count($"SELECT count(*) FROM annotation WHERE ontology_version = 2")).ShouldBe(60);
        await server.Change("Annotations", $"INSERT INTO answer_migration SELECT 'stopped', workspace, project, version, incomplete, 'running', 0, 0, 0, 0, 0, 0, '', by_member, created + 1, NULL, {long.MaxValue} FROM answer_migration");
        (await server.Owner.Delete($"/api/projects/{project.Id}/migrations/stopped")).Expect(204);
        (await server.Owner.Delete($"/api/projects/{project.Id}/migrations/stopped")).Expect(204);
        (await server.Owner.Get($"/api/projects/{project.Id}/migrations")).Items[0].GetProperty("state").GetString().ShouldBe("cancelled");
        (await server.Owner.Delete($"/api/projects/{project.Id}/migrations/nothing")).Expect(404, "not_found");
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_makes_no_sense_is_refused(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var at = $"/api/projects/{project.Id}";
        object[] wrong = [new { kind = "thing", from = "a", to = (string?)null }, new { kind = "question", from = "topic", to = "nothing" }, new { kind = "option", from = "zzz", to = (string?)null, question = "topic" }];
        foreach (var (path, put) in ((string, bool)[])[("ontology/preview", false), ("migrations", false), ("ontology", true)])
        {
            var body = new { ontology = Subjects, renames = wrong };
            (put ? await server.Owner.Put($"{at}/{path}", body) : await server.Owner.Post($"{at}/{path}", body)).Expect(400, "invalid")
                .FaultPaths.ShouldBe(["/renames/0/kind", "/renames/1/to", "/renames/2/from"]);
        }
        (await Start(project, null, Renames)).Expect(400, "invalid").FaultPaths.ShouldBe(["/renames"]);
        (await server.Owner.Post($"{at}/migrations", new { ontology = Project.Ontology() })).Expect(400, "invalid");
        (await server.Owner.Put($"{at}/ontology", new { ontology = Subjects, basedOn = 3 })).Expect(409, "edited_meanwhile");
        (await server.Owner.Post($"{at}/migrations", new { ontology = Subjects, basedOn = 3 })).Expect(409, "edited_meanwhile");
        (await server.Count($"SELECT count(*) FROM answer_migration")).ShouldBe(0);
        (await (await server.Join("reviewer")).Post($"{at}/ontology/preview", new { ontology = Subjects })).Expect(403, "not_allowed");
        var theirs = await Project.Make(server, by: await server.Stranger());
        (await server.Owner.Post($"/api/projects/{theirs.Id}/ontology/preview", new { ontology = Subjects })).Expect(404, "not_found");
        (await server.Owner.Post($"/api/projects/{theirs.Id}/migrations", new { ontology = Subjects })).Expect(404, "not_found");
        (await server.Owner.Get($"/api/projects/{theirs.Id}/migrations")).Expect(404, "not_found");
    }
}
