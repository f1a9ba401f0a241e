namespace Groundwork.Server.Tests.Features.Accounts;

/// <summary>GetAccount, ChangeAccount, SetPassword, ListSessions, EndSession and EndOtherSessions: what one can do about oneself.</summary>
public class AccountTests
{
    const string Good = "seven brown foxes";

    [Theory, OnSqlite, OnPostgres]
    public async Task Somebody_who_came_by_link_gives_themselves_a_name_and_a_password(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.Join("annotator");
        var account = (await ada.Get("/api/account")).Expect(200);
        (account.Text("name"), account["login"].ValueKind, account["hasPassword"].GetBoolean()).ShouldBe(("Ada", System.Text.Json.JsonValueKind.Null, false));
        (await ada.Put("/api/account/password", new { password = Good })).Expect(409, "no_login");
        (await ada.Patch("/api/account", new { name = " Ada Lovelace ", login = "Ada" })).Expect(204);
        (await ada.Put("/api/account/password", new { password = Good })).Expect(204);
        account = (await ada.Get("/api/account")).Expect(200);
        (account.Text("name"), account.Text("login"), account["hasPassword"].GetBoolean()).ShouldBe(("Ada Lovelace", "Ada", true));
        (await TestServer.SignIn(server.Visitor(), "ada", Good)).Expect(200);
        (await ada.Patch("/api/account", new { login = "lovelace" })).Expect(204);
        (await TestServer.SignIn(server.Visitor(), "ada", Good)).Expect(401);
        (await TestServer.SignIn(server.Visitor(), "lovelace", Good)).Expect(200);
        await server.JoinWithPassword("ada", Good);
        (await ada.Patch("/api/account", new { login = "ADA" })).Expect(400, "invalid").FaultPaths.ShouldBe(["/login"]);
        (await ada.Patch("/api/account", new { name = " ", login = "x" })).Expect(400, "invalid").FaultPaths.ShouldBe(["/name", "/login"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_new_password_wants_the_present_one_and_ends_the_other_sessions_and_open_links(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.JoinWithPassword("ada", Good);
        var phone = server.Visitor();
        (await TestServer.SignIn(phone, "ada", Good)).Expect(200);
        var token = TestServer.Token((await server.Owner.Post($"/api/members/{ada.Member}/link")).Text("link"));
        (await phone.Put("/api/account/password", new { password = "eight white geese" })).Expect(400, "invalid").FaultPaths.ShouldBe(["/current"]);
        (await phone.Put("/api/account/password", new { current = "wrong password", password = "eight white geese" })).Expect(400, "invalid").FaultPaths.ShouldBe(["/current"]);
        (await phone.Put("/api/account/password", new { current = Good, password = "password1" })).Expect(400, "invalid").FaultPaths.ShouldBe(["/password"]);
        (await phone.Put("/api/account/password", new { current = Good, password = "eight white geese" })).Expect(204);
        (await phone.Get("/api/session")).Expect(200);
        (await ada.Get("/api/session")).Expect(401, "password_changed");
        (await server.Visitor().Post("/api/session", new { token })).Expect(404, "link_unknown");
        (await TestServer.SignIn(server.Visitor(), "ada", "eight white geese")).Expect(200);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_open_browser_is_no_place_to_guess_the_password(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.JoinWithPassword("ada", Good);
        var guesses = 0;
        Answer answer;
        while ((answer = await ada.Put("/api/account/password", new { current = $"wrong {guesses}", password = "eight white geese" })).Status == 400)
            (++guesses).ShouldBeLessThan(12);
        answer.Expect(429, "too_many_attempts").Headers.ContainsKey("Retry-After").ShouldBeTrue();
        guesses.ShouldBeGreaterThanOrEqualTo(5);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_key_cannot_change_how_its_owner_signs_in(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        (await server.Owner.Patch("/api/account", new { login = "mine" })).Expect(403, "browser_only");
        (await server.Owner.Put("/api/account/password", new { password = Good })).Expect(403, "browser_only");
        (await server.Count($"SELECT count(*) FROM credential")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task One_sees_ones_sessions_and_ends_one_or_all_others(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.JoinWithPassword("ada", Good);
        var (phone, laptop, bob) = (server.Visitor(), server.Visitor(), await server.Join("annotator", "Bob"));
        (await TestServer.SignIn(phone, "ada", Good, ("User-Agent", "Mozilla/5.0 (Android) \u0001Firefox/140.0"))).Expect(200);
        server.Clock.Advance(TimeSpan.FromMinutes(10));
        (await TestServer.SignIn(laptop, "ada", Good)).Expect(200);
        var sessions = (await laptop.Get("/api/sessions")).Expect(200).Items;
        sessions.Count.ShouldBe(3);
        sessions[0].GetProperty("current").GetBoolean().ShouldBeTrue();
        sessions.Count(s => s.GetProperty("current").GetBoolean()).ShouldBe(1);
        sessions.ShouldAllBe(s => s.GetProperty("address").GetString() == "127.0.0.1");
        var phones = sessions.Single(s => s.GetProperty("agent").GetString()!.Contains("Android", StringComparison.Ordinal)).GetProperty("id").GetString();
        (await bob.Delete($"/api/sessions/{phones}")).Expect(404, "not_found");
        (await laptop.Delete($"/api/sessions/{phones}")).Expect(204);
        (await phone.Get("/api/session")).Expect(401, "ended_elsewhere");
        (await laptop.Delete($"/api/sessions/{phones}")).Expect(404, "not_found");
        (await laptop.Delete("/api/sessions")).Expect(204);
        (await ada.Get("/api/session")).Expect(401, "ended_elsewhere");
        (await laptop.Get("/api/sessions")).Expect(200).Items.ShouldHaveSingleItem();
        (await bob.Get("/api/session")).Expect(200);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task When_somebody_was_seen_last_is_noted_every_few_minutes_and_not_at_each_request(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.Join("annotator");
        Task<List<long>> Seen() => server.All($"SELECT seen FROM login UNION ALL SELECT seen FROM member WHERE id = {ada.Member}", r => r.Long(0));
        var before = await Seen();
        server.Clock.Advance(TimeSpan.FromMinutes(4));
        for (var n = 0; n < 5; n++)
            (await ada.Get("/api/session")).Expect(200);
        (await Seen()).ShouldBe(before);
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        (await ada.Get("/api/session")).Expect(200);
        (await Seen()).Zip(before).ShouldAllBe(s => s.First > s.Second);
    }
}
