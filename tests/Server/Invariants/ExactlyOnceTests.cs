namespace Groundwork.Server.Tests.Invariants;

/// <summary>Invariant 2: a submit carries a key; a retry returns the first result and changes nothing.</summary>
public class ExactlyOnceTests
{
    const string Key = "the-key-of-one-answer";

    [Theory, OnSqlite, OnPostgres]
    public async Task The_same_key_fifty_times_at_once_is_one_answer_and_fifty_equal_replies(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, redundancy: 2);
        var ada = await server.Join("annotator");
        for (var round = 0; round < 3; round++)
        {
            var lease = await project.Lease(ada);
            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Project.Submit(ada, lease, Project.Document("billing"), $"{Key}-{round}")));
            answers.ShouldAllBe(a => a.Status == 201);
            answers.Select(a => a.Body).Distinct().Count().ShouldBe(1);
            (await server.Count($"SELECT count(*) FROM annotation WHERE assignment = {lease}")).ShouldBe(1);
        }
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Different_keys_at_once_are_one_answer_and_refusals(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, redundancy: 2);
        var ada = await server.Join("annotator");
        var lease = await project.Lease(ada);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Project.Submit(ada, lease, Project.Document("billing"), $"{Key}-{n}")));
        answers.Count(a => a.Status == 201).ShouldBe(1);
        answers.Where(a => a.Status != 201).ShouldAllBe(a => a.Status == 409 && a.Code == "already_submitted");
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_key_with_another_body_or_for_another_task_is_refused_and_no_key_too(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        var (first, second) = (await project.Lease(ada), "");
        second = await project.Lease(ada, first);
        (await Project.Submit(ada, first, Project.Document("billing"), Key)).Expect(201);
        (await Project.Submit(ada, first, Project.Document("technical"), Key)).Expect(422, "key_reused");
        (await Project.Submit(ada, second, Project.Document("billing"), Key)).Expect(422, "key_reused");
        (await ada.Post($"/api/assignments/{second}/submit", new { document = Project.Document("billing") })).Expect(400, "key_missing");
        (await Project.Submit(ada, second, Project.Document("billing"), "short")).Expect(400, "key_missing");
        (await Project.Submit(bob, await project.Lease(bob), Project.Document("billing"), Key)).Expect(201);
        (await server.Count($"SELECT count(*) FROM annotation")).ShouldBe(2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_retry_after_a_restart_and_after_the_questions_changed_gets_the_first_reply(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.Join("annotator");
        var script = server.ByKey((await ada.Post("/api/keys", new { name = "k" })).Text("key"));
        var secret = script.Http.DefaultRequestHeaders.Authorization!.Parameter!;
        var lease = await project.Lease(script);
        var first = (await Project.Submit(script, lease, Project.Document("billing"), Key)).Expect(201);
        await server.Restart();
        script = server.ByKey(secret);
        (await Project.Submit(script, lease, Project.Document("billing"), Key)).Expect(201).Body.ShouldBe(first.Body);
        (await server.Owner.Put($"/api/projects/{project.Id}/ontology", new { ontology = Project.Ontology(Project.Choice("mood", ["good", "bad"])) })).Expect(200);
        (await Project.Submit(script, lease, Project.Document("billing"), Key)).Expect(201).Body.ShouldBe(first.Body);
        (await server.Count($"SELECT count(*) FROM annotation")).ShouldBe(1);
    }
}
