namespace Groundwork.Server.Tests.Invariants;

/// <summary>Invariant 6: an id from another workspace is 404, on every route that takes one, whatever kind of id it is.</summary>
public class TenantWallsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task No_route_knows_an_id_of_another_workspace(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var stranger = await server.Stranger();
        var theirs = await Project.Make(server, by: stranger, name: "Their secret project");
        var lease = await theirs.Lease(stranger);
        await theirs.Label(stranger, "billing");
        var ids = new List<string> { theirs.Id, theirs.Dataset, await theirs.Lease(stranger), lease, await theirs.TaskId(by: stranger), (await theirs.Freeze(stranger)).Text("id"),
            (await stranger.Get("/api/session")).Text("member.id"), (await stranger.Get("/api/keys")).Items[0].GetProperty("id").GetString()!,
            (await stranger.Get("/api/session")).Text("workspace.id") };
        ids.Add((await stranger.Post($"/api/assignments/{lease}/issues", new { text = "Their secret question" })).Expect(201).Text("id"));
        ids.Add((await stranger.Post("/api/webhooks", new { name = "Their secret receiver", url = "https://1.1.1.1/", events = new[] { "job.failed" } })).Expect(201).Text("id"));
        ids.AddRange(await server.All($"SELECT id FROM item", r => r.Text(0)));
        ids.AddRange(await server.All($"SELECT id FROM import", r => r.Text(0)));
        ids.AddRange(await server.All($"SELECT id FROM job", r => r.Text(0)));
        var before = await Fingerprint(server);
        var tried = 0;
        foreach (var route in new RouteTable(server.App).Where(r => r.TakesId))
            foreach (var id in ids)
            {
                var answer = await server.Owner.Send(new HttpMethod(route.Method), route.PathWith(id), Body(route), ("Idempotency-Key", "key-of-the-wall-test"), ("Tus-Resumable", "1.0.0"));
                answer.Expect(404, "not_found");
                answer.Body.ShouldNotContain("secret");
                tried++;
            }
        tried.ShouldBeGreaterThan(200);
        (await Fingerprint(server)).ShouldBe(before);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task No_list_shows_anything_of_another_workspace(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var theirs = await Project.Make(server, by: await server.Stranger(), name: "Their secret project");
        await theirs.Label(await server.Stranger(), "billing");
        foreach (var route in new RouteTable(server.App).Where(r => r.Method == "GET" && !r.TakesId && !r.Streams && !r.Pattern.Contains('{', StringComparison.Ordinal)))
        {
            var body = (await server.Owner.Get(route.Pattern)).Expect(200).Body;
            foreach (var secret in (string[])["secret", theirs.Id, theirs.Dataset, "Stranger", "Elsewhere"])
                body.ShouldNotContain(secret, Case.Sensitive, route.ToString());
        }
    }

    [Theory, OnPostgres]
    public async Task The_server_connects_as_a_role_that_row_level_security_holds(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var theirs = await Project.Make(server, by: await server.Stranger());
        (await server.Db.Diagnose()).ShouldContain(d => d.Name == "row-level security" && d.Good);
        var mine = (await server.Owner.Get("/api/session")).Text("workspace.id");
        (await server.Db.Read(mine, s => s.Long($"SELECT count(*) FROM project WHERE id = {theirs.Id}"))).ShouldBe(0);
        (await server.Count($"SELECT count(*) FROM project WHERE id = {theirs.Id}")).ShouldBe(1);
    }

    [Theory, OnSqlite]
    public async Task A_query_without_its_workspace_and_a_write_to_another_areas_table_are_caught(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var mine = (await server.Owner.Get("/api/session")).Text("workspace.id");
        await Should.ThrowAsync<Groundwork.Storage.WallBreachException>(() => server.Db.Read(mine, s => s.Long($"SELECT count(*) FROM project WHERE id = {"x"}")));
        await Should.ThrowAsync<Groundwork.Storage.WallBreachException>(() => server.Change("Work", $"UPDATE project SET name = {"x"}"));
    }

    // A body that passes all checks before the id is looked up.
    static object? Body(ApiRoute route) => route.Method == "GET" || route.Method == "DELETE" ? null
        : route.TakesFile ? route.Something()
        : route.Pattern.EndsWith("/ontology", StringComparison.Ordinal) ? new { ontology = Project.Topics }
        : new { name = "n", role = (string?)null, holding = Array.Empty<string>(), from = 0, changes = Array.Empty<object>(), reason = "unclear", text = "n", state = "resolved", document = Project.Document("billing") };

    static async Task<string> Fingerprint(TestServer server) => string.Join('|', await server.All($"""
        SELECT (SELECT count(*) FROM annotation), (SELECT count(*) FROM assignment), (SELECT count(*) FROM item), (SELECT count(*) FROM ontology), (SELECT count(*) FROM snapshot),
          (SELECT count(*) FROM api_key), (SELECT count(*) FROM link), (SELECT count(*) FROM draft_change), (SELECT count(*) FROM instructions_seen), (SELECT count(*) FROM import),
          (SELECT count(*) FROM issue_comment), (SELECT count(*) FROM issue WHERE state = 'open')
        """, r => string.Join(',', Enumerable.Range(0, 12).Select(r.Long))));
}
