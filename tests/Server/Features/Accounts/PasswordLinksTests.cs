namespace Groundwork.Server.Tests.Features.Accounts;

/// <summary>SignInByLink and InspectLink where a sign-in name and password are chosen, and links that reset them.</summary>
public class PasswordLinksTests
{
    const string Good = "seven brown foxes";

    static async Task<string> Invite(TestServer server) => TestServer.Token((await server.Owner.Post("/api/invitations", new { name = "Ada", role = "annotator" })).Text("link"));

    [Theory, OnSqlite, OnPostgres]
    public async Task Passwords_that_are_short_common_or_ones_own_name_are_refused_and_the_link_still_works(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var token = await Invite(server);
        foreach (var (password, code) in (List<(string, string)>)[("short", "too_short"), ("1234567", "too_short"), ("password", "too_common"), ("PassWord", "too_common"), ("Trustno1", "too_common"),
            ("aaaaaaaaaaaa", "too_common"), ("ababababab", "too_common"), ("Ada.Lovelace@example.org", "own_name"), ("ada.lovelace", "own_name"), ("ＡＤＡ.LOVELACE", "own_name"),
            ("my workspace", "own_name"), ("groundwork", "own_name"), (new string('x', 257) + "yz", "too_long")])
        {
            var refused = (await server.Visitor().Post("/api/session", new { token, login = "ada.lovelace@example.org", password })).Expect(400, "invalid");
            refused.Json.GetProperty("faults")[0].GetProperty("code").GetString().ShouldBe(code, password);
        }
        (await server.Visitor().Post("/api/session", new { token, login = "ada", password = "" })).Expect(400, "invalid").FaultPaths.ShouldBe(["/password"]);
        (await server.Visitor().Post("/api/session", new { token, password = Good })).Expect(400, "invalid").FaultPaths.ShouldBe(["/login"]);
        (await server.Visitor().Post("/api/session", new { token, login = "ada", password = new string('é', 128) + "🦊 xyz" })).Expect(200);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Sign_in_names_that_nobody_could_type_again_are_refused(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var token = await Invite(server);
        foreach (var login in (string[])["ab", " a ", new string('x', 101), "a\nb c", "ada\u200b", "\u202eada", "ada\u00ad", "ad\0a"])
            (await server.Visitor().Post("/api/session", new { token, login, password = Good })).Expect(400, "invalid").FaultPaths.ShouldBe(["/login"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_sign_in_name_is_one_persons_on_the_whole_server_and_a_taken_one_leaves_the_link_unused(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var stranger = await server.Stranger();
        var theirs = TestServer.Token((await stranger.Post("/api/invitations", new { name = "Ada", role = "annotator" })).Text("link"));
        (await server.Visitor().Post("/api/session", new { token = theirs, login = "Ada", password = Good })).Expect(200);
        var token = await Invite(server);
        (await server.Visitor().Post("/api/session", new { token, login = "ＡＤＡ", password = Good })).Expect(400, "invalid").FaultPaths.ShouldBe(["/login"]);
        (await server.Visitor().Post("/api/session", new { token, login = "ada 2", password = Good })).Expect(200);
        (await server.Count($"SELECT count(*) FROM credential")).ShouldBe(2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_two_who_want_one_name_at_once_one_gets_it(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var tokens = new List<string>();
        for (var n = 0; n < 6; n++)
            tokens.Add(await Invite(server));
        var answers = await Task.WhenAll(tokens.Select(token => server.Visitor().Post("/api/session", new { token, login = "ada", password = Good })));
        answers.Count(a => a.Status == 200).ShouldBe(1);
        answers.Where(a => a.Status != 200).ShouldAllBe(a => a.Status == 400);
        (await server.Count($"SELECT count(*) FROM link WHERE used IS NOT NULL")).ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_reset_link_sets_a_new_password_and_ends_all_other_sessions(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.JoinWithPassword("ada", Good);
        var phone = server.Visitor();
        (await TestServer.SignIn(phone, "ada", Good)).Expect(200);
        var made = (await server.Owner.Post($"/api/members/{ada.Member}/link")).Expect(200);
        made.Text("kind").ShouldBe("reset");
        var token = TestServer.Token(made.Text("link"));
        var seen = (await server.Visitor().Post("/api/session/inspect", new { token })).Expect(200);
        (seen.Text("kind"), seen.Text("login"), seen["hasPassword"].GetBoolean()).ShouldBe(("reset", "ada", true));
        var laptop = server.Visitor();
        (await laptop.Post("/api/session", new { token, password = "eight white geese" })).Expect(200);
        foreach (var other in (Client[])[ada, phone])
            (await other.Get("/api/session")).Expect(401, "password_changed");
        (await laptop.Get("/api/session")).Expect(200);
        (await TestServer.SignIn(server.Visitor(), "ada", Good)).Expect(401, "wrong_sign_in");
        (await TestServer.SignIn(server.Visitor(), "ada", "eight white geese")).Expect(200);
        (await server.Visitor().Post("/api/session", new { token, password = "nine black cats" })).Expect(404, "link_used");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_link_without_a_new_password_signs_in_and_leaves_the_old_one(Engine engine)
    {
        await using var server = await TestServer.Start(engine);
        var ada = await server.JoinWithPassword("ada", Good);
        var token = TestServer.Token((await server.Owner.Post($"/api/members/{ada.Member}/link")).Text("link"));
        (await server.Visitor().Post("/api/session", new { token })).Expect(200);
        (await ada.Get("/api/session")).Expect(200);
        (await TestServer.SignIn(server.Visitor(), "ada", Good)).Expect(200);
    }
}
