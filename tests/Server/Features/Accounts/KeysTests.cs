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

    [Theory, OnSqlite, OnPostgres]
    public async Task A_key_to_read_changes_nothing_and_a_key_to_label_does_nothing_else(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var project = await Project.Make(server);
        async Task<Client> Key(string scope) => server.ByKey((await server.Owner.Post("/api/keys", new { name = scope, scope })).Expect(201).Text("key"));
        var (reads, labels) = (await Key("read"), await Key("label"));
        (await reads.Get($"/api/projects/{project.Id}")).Expect(200);
        (await project.Take(reads)).Expect(403, "key_scope");
        (await reads.Post("/api/keys", new { name = "more", scope = "all" })).Expect(403, "key_scope");
        await project.Label(labels, "billing");
        (await labels.Get("/api/work")).Expect(200);
        (await labels.Get("/api/projects")).Expect(403, "key_scope");
        (await labels.Post("/api/keys", new { name = "more", scope = "all" })).Expect(403, "key_scope");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_key_ends_when_it_was_said_to_and_makes_none_that_outlives_it(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var made = (await server.Owner.Post("/api/keys", new { name = "for a week", expiresInDays = 7 })).Expect(201);
        made.Number("expiresAt").ShouldBeInRange(server.Clock.NowMs + 6L * 24 * 3600 * 1000, server.Clock.NowMs + 8L * 24 * 3600 * 1000);
        var script = server.ByKey(made.Text("key"));
        foreach (var days in (int?[])[null, 8])
            (await script.Post("/api/keys", new { name = "longer", expiresInDays = days })).Expect(403, "outlives");
        (await script.Post("/api/keys", new { name = "shorter", expiresInDays = 3 })).Expect(201);
        server.Clock.Advance(TimeSpan.FromDays(8));
        (await script.Get("/api/session")).Expect(401, "key_expired");
        foreach (var days in (int[])[0, -1, 100_000])
            (await server.Owner.Post("/api/keys", new { name = "x", expiresInDays = days })).Expect(400, "invalid").FaultPaths.ShouldBe(["/expiresInDays"]);
        (await server.Owner.Post("/api/keys", new { name = "x", scope = "everything" })).Expect(400, "invalid").FaultPaths.ShouldBe(["/scope"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_list_says_what_a_key_may_when_it_ends_and_when_it_was_used(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.Join("annotator");
        var script = server.ByKey((await ada.Post("/api/keys", new { name = "notebook", scope = "label", expiresInDays = 30 })).Expect(201).Text("key"));
        async Task<System.Text.Json.JsonElement> Row() => (await ada.Get("/api/keys")).Expect(200).Items.ShouldHaveSingleItem();
        var row = await Row();
        (row.GetProperty("scope").GetString(), row.GetProperty("usedAt").ValueKind).ShouldBe(("label", System.Text.Json.JsonValueKind.Null));
        row.GetProperty("expiresAt").GetInt64().ShouldBeGreaterThan(server.Clock.NowMs);
        (await script.Get("/api/session")).Expect(200);
        var used = (await Row()).GetProperty("usedAt").GetInt64();
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        (await script.Get("/api/session")).Expect(200);
        (await Row()).GetProperty("usedAt").GetInt64().ShouldBe(used);
        server.Clock.Advance(TimeSpan.FromMinutes(4));
        (await script.Get("/api/session")).Expect(200);
        (await Row()).GetProperty("usedAt").GetInt64().ShouldBeGreaterThan(used);
    }

    [Theory, OnSqlite]
    public async Task A_key_has_256_random_bits_and_a_checksum_and_a_mistyped_one_is_no_key(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var key = (await server.Owner.Post("/api/keys", new { name = "x" })).Expect(201).Text("key");
        key.ShouldMatch("^gwk_[A-Za-z0-9_-]{43}[A-Za-z0-9_-]{6}$");
        Groundwork.Server.Hosting.Secrets.MayBeKey(key).ShouldBeTrue();
        var mistyped = key[..20] + (key[20] == 'a' ? 'b' : 'a') + key[21..];
        Groundwork.Server.Hosting.Secrets.MayBeKey(mistyped).ShouldBeFalse();
        (await server.ByKey(mistyped).Get("/api/session")).Expect(401, "signed_out");
    }
}
