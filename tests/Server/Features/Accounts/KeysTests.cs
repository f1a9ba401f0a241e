namespace Groundwork.Server.Tests.Features.Accounts;

/// <summary>CreateKey, ListKeys and RevokeKey: one life of a key.</summary>
public class KeysTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_key_speaks_for_who_made_it_until_it_is_revoked(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.Join("annotator");
        var made = (await ada.Post("/api/keys", new { name = "notebook" })).Expect(201);
        var script = server.ByKey(made.Text("key"));
        (await script.Get("/api/session")).Expect(200).Text("member.id").ShouldBe(ada.Member);
        (await ada.Delete($"/api/keys/{made.Text("id")}")).Expect(204);
        (await script.Get("/api/session")).Expect(401, "signed_out");
        (await ada.Delete($"/api/keys/{made.Text("id")}")).Expect(404, "not_found");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task One_sees_and_revokes_ones_own_keys_and_an_owner_everybodys_in_the_workspace(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var (ada, bob, stranger) = (await server.Join("annotator"), await server.Join("manager", "Bob"), await server.Stranger());
        var key = (await ada.Post("/api/keys", new { name = "Ada's" })).Expect(201);
        key.Text("key").ShouldStartWith("gwk_");
        (await ada.Get("/api/keys")).Expect(200).Items.ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("Ada's");
        (await bob.Get("/api/keys")).Items.ShouldBeEmpty();
        (await bob.Delete($"/api/keys/{key.Text("id")}")).Expect(404);
        (await stranger.Get("/api/keys")).Items.Select(k => k.GetProperty("name").GetString()).ShouldBe(["key"]);
        (await stranger.Delete($"/api/keys/{key.Text("id")}")).Expect(404);
        (await server.Owner.Get("/api/keys")).Items.Count.ShouldBe(2);
        (await server.Owner.Get("/api/keys")).Body.ShouldNotContain(key.Text("key"));
        (await server.Owner.Delete($"/api/keys/{key.Text("id")}")).Expect(204);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_key_needs_a_name(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        foreach (var name in (string[])["", " ", new string('x', 101), "a\nb"])
            (await server.Owner.Post("/api/keys", new { name })).Expect(400, "invalid").FaultPaths.ShouldBe(["/name"]);
    }
}
