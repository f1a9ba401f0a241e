namespace Groundwork.Server.Tests.Features.Accounts;

public class RemoveMemberTests
{
    const string Good = "seven brown foxes";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_removed_member_is_out_and_their_answers_and_name_stay(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        var ada = await server.JoinWithPassword("ada", Good);
        await project.Label(ada, "billing");
        var byKey = server.ByKey((await ada.Post("/api/keys", new { name = "script" })).Text("key"));
        (await server.Owner.Put($"/api/projects/{project.Id}/members/{ada.Member}", new { role = "reviewer" })).Expect(204);
        var link = TestServer.Token((await server.Owner.Post($"/api/members/{ada.Member}/link")).Text("link"));
        (await server.Owner.Delete($"/api/members/{ada.Member}")).Expect(204);
        (await server.Owner.Delete($"/api/members/{ada.Member}")).Expect(204);
        (await ada.Get("/api/session")).Expect(401, "removed");
        (await byKey.Get("/api/session")).Expect(401);
        (await TestServer.SignIn(server.Visitor(), "ada", Good)).Expect(401, "wrong_sign_in");
        (await server.Visitor().Post("/api/session", new { token = link })).Expect(404, "link_unknown");
        foreach (var gone in (string[])["api_key", "credential", "project_role", "link"])
            (await Left(server, gone, ada.Member)).ShouldBe(0, gone);
        (await project.See()).ItemsOf("answers").ShouldHaveSingleItem().GetProperty("author").GetProperty("name").GetString().ShouldBe("Ada");
        (await server.Owner.Get("/api/members")).Items.Single(m => m.GetProperty("id").GetString() == ada.Member).GetProperty("state").GetString().ShouldBe("removed");
    }

    static Task<long> Left(TestServer server, string table, string member) => table switch
    {
        "api_key" => server.Count($"SELECT count(*) FROM api_key WHERE member = {member}"),
        "credential" => server.Count($"SELECT count(*) FROM credential WHERE member = {member}"),
        "project_role" => server.Count($"SELECT count(*) FROM project_role WHERE member = {member}"),
        _ => server.Count($"SELECT count(*) FROM link WHERE member = {member}"),
    };

    [Theory, OnSqlite, OnPostgres]
    public async Task What_they_had_begun_goes_to_others_at_once_and_their_draft_waits_for_them(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1);
        var (ada, bob) = (await server.Join("annotator"), await server.Join("annotator", "Bob"));
        var lease = await project.Lease(ada);
        (await ada.Post($"/api/assignments/{lease}/drafts", new { from = 0, changes = new[] { new { put = new Dictionary<string, object> { ["answers/topic"] = new { before = (string?)null, after = "billing" } } } } })).Expect(200);
        (await project.Take(bob)).Expect(204);
        (await server.Owner.Delete($"/api/members/{ada.Member}")).Expect(204);
        var bobs = await project.Lease(bob);
        await Ledger.IsExact(server, project.Id);
        (await bob.Post($"/api/assignments/{bobs}/skip", new { reason = "unclear" })).Expect(204);
        // Invited again, Ada finds her draft and hands it in.
        var again = (await server.Owner.Post($"/api/members/{ada.Member}/link")).Expect(200);
        again.Text("kind").ShouldBe("invitation");
        (await server.Visitor().Post("/api/session/inspect", new { token = TestServer.Token(again.Text("link")) })).Expect(200).Text("kind").ShouldBe("invitation");
        var back = server.Visitor();
        (await back.Post("/api/session", new { token = TestServer.Token(again.Text("link")) })).Expect(200).Text("member.id").ShouldBe(ada.Member);
        (await back.Get("/api/work")).Expect(200).ItemsOf("drafts").ShouldHaveSingleItem().GetProperty("assignmentId").GetString().ShouldBe(lease);
        (await Project.Submit(back, lease, Project.Document("billing"))).Expect(201)["counted"].GetBoolean().ShouldBeTrue();
        await Ledger.IsExact(server, project.Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_last_owner_stays_also_when_two_remove_each_other_at_once(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var first = (await server.Owner.Get("/api/session")).Text("member.id");
        (await server.Owner.Delete($"/api/members/{first}")).Expect(409, "last_owner");
        var second = await server.Join("owner", "Second");
        await Task.WhenAll(server.Owner.Delete($"/api/members/{second.Member}"), second.Delete($"/api/members/{first}"));
        (await server.Count($"SELECT count(*) FROM member WHERE role = 'owner' AND state = 'active'")).ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_manager_removes_nobody_as_high_as_themselves_and_nobody_removes_a_stranger(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (max, mia, ada) = (await server.Join("manager", "Max"), await server.Join("manager", "Mia"), await server.Join("annotator"));
        var owner = (await server.Owner.Get("/api/session")).Text("member.id");
        var theirs = (await (await server.Stranger()).Get("/api/session")).Text("member.id");
        foreach (var id in (string[])[mia.Member, owner, max.Member])
            (await max.Delete($"/api/members/{id}")).Expect(403, "not_allowed");
        (await max.Delete($"/api/members/{theirs}")).Expect(404, "not_found");
        (await max.Delete($"/api/members/{ada.Member}")).Expect(204);
        (await server.Owner.Patch($"/api/members/{ada.Member}", new { state = "active" })).Expect(409, "removed");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Somebody_paused_gives_their_tasks_back_too_and_is_told_why_they_are_out(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, tasks: 1);
        var (ada, bob) = (await server.JoinWithPassword("ada", Good), await server.Join("annotator", "Bob"));
        await project.Lease(ada);
        (await server.Owner.Patch($"/api/members/{ada.Member}", new { state = "paused" })).Expect(204);
        (await ada.Get("/api/session")).Expect(401, "paused");
        await project.Lease(bob);
        (await server.Owner.Patch($"/api/members/{ada.Member}", new { state = "active" })).Expect(204);
        (await ada.Get("/api/session")).Expect(401, "signed_out");
        (await TestServer.SignIn(ada, "ada", Good)).Expect(200);
    }
}
