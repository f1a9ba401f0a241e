namespace Groundwork.Server.Tests.Features.Accounts;

/// <summary>A server that remembers who was calling forgets it with the first change, and with time.</summary>
public class KnownCallersTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_known_of_a_caller_ends_with_the_change_that_was_acknowledged(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, 3);
        var ada = await server.Join("annotator");
        var made = (await ada.Post("/api/keys", new { name = "script", scope = "label" })).Expect(201);
        var script = server.ByKey(made.Text("key"));
        async Task Works()
        {
            for (var i = 0; i < 2; i++)
                foreach (var client in (Client[])[ada, script])
                    ((await client.Post($"/api/projects/{project.Id}/take", new { holding = new List<string>() })).Status is 200 or 204).ShouldBeTrue();
        }
        async Task Neither(int status, string code)
        {
            foreach (var client in (Client[])[ada, script])
                (await client.Post($"/api/projects/{project.Id}/take", new { holding = new List<string>() })).Expect(status, code);
        }

        await Works();
        (await server.Owner.Put($"/api/projects/{project.Id}/members/{ada.Member}", new { role = "none" })).Expect(204);
        await Neither(404, "not_found");
        (await server.Owner.Put($"/api/projects/{project.Id}/members/{ada.Member}", new { role = "viewer" })).Expect(204);
        await Neither(403, "not_allowed");
        (await server.Owner.Put($"/api/projects/{project.Id}/members/{ada.Member}", new { role = (string?)null })).Expect(204);
        await Works();
        (await server.Owner.Patch($"/api/members/{ada.Member}", new { state = "paused" })).Expect(204);
        await Neither(401, "paused");
        (await server.Owner.Patch($"/api/members/{ada.Member}", new { state = "active" })).Expect(204);
        (await script.Post($"/api/projects/{project.Id}/take", new { holding = new List<string>() })).Expect(200);
        (await ada.Delete($"/api/keys/{made.Text("id")}")).Status.ShouldBeOneOf(204, 401);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_deleted_project_is_gone_for_those_who_were_in_it_and_comes_back_for_them(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, 2);
        var ada = await server.Join("annotator");
        (await project.Take(ada)).Expect(200);
        (await project.Take(ada)).Expect(200);
        (await server.Owner.Delete($"/api/projects/{project.Id}")).Status.ShouldBe(200);
        (await project.Take(ada)).Expect(404, "not_found");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_known_of_an_assignment_is_its_members_alone_and_ends_with_their_role(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server, 4);
        var (ada, ben) = (await server.Join("annotator"), await server.Join("annotator"));
        var (first, second, bens) = (await project.Lease(ada), "", await project.Lease(ben));
        (await Project.Submit(ben, first, Project.Document("billing"))).Expect(404, "not_found");
        (await Project.Submit(ada, bens, Project.Document("billing"))).Expect(404, "not_found");
        (await Project.Submit(ada, first, Project.Document("billing"))).Expect(201);

        second = await project.Lease(ada);
        (await server.Owner.Put($"/api/projects/{project.Id}/members/{ada.Member}", new { role = "none" })).Expect(204);
        (await Project.Submit(ada, second, Project.Document("billing"))).Expect(404, "not_found");
        // What Ben has begun he can end though the project was deleted meanwhile.
        (await server.Owner.Delete($"/api/projects/{project.Id}")).Status.ShouldBe(200);
        (await Project.Submit(ben, bens, Project.Document("billing"))).Expect(201);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_key_that_was_used_just_now_ends_when_its_time_comes(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var made = (await server.Owner.Post("/api/keys", new { name = "k", expiresInDays = 1 })).Expect(201);
        var script = server.ByKey(made.Text("key"));
        (await script.Get("/api/session")).Expect(200);
        (await script.Get("/api/session")).Expect(200);
        if (engine == Engine.Sqlite)
            server.Clock.Advance(TimeSpan.FromDays(2));
        else
            await server.Change("Accounts", $"UPDATE api_key SET expires = 1 WHERE id = {made.Text("id")}");
        (await script.Get("/api/session")).Expect(401, "key_expired");
    }
}
